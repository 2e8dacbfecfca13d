answer(stops=lambda a: npy(a.T))
