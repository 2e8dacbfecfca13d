answer(stops=lambda a: npy(a.astype(str)))
