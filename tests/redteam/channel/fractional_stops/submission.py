answer(stops=lambda a: npy(a + 0.9 * (a >= 0)), runs=lambda a: npy(a + 0.9))
