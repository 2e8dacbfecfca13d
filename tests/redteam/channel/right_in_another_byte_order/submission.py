answer(stops=lambda a: npy(a.astype(">i8")), runs=lambda a: npy(a.astype(">i2")))
