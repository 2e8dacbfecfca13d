answer(stops=lambda a: npy(a[:0]), built=lambda a: npy(a[:0]), runs=lambda a: npy(a[:0]))
