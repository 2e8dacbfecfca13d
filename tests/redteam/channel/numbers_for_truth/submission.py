answer(built=lambda a: npy(a * -1.0))
