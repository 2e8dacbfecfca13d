answer(stops=lambda a: npy(a * float("nan")))
