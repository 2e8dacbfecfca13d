answer(runs=lambda a: npy(a > 0))
