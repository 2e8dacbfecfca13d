answer(stops=lambda a: npy(a * 0))
