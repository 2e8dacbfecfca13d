answer(stops=lambda a: npy(a.astype("f2")))
