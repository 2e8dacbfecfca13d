answer(stops=lambda a: npy(a + 1j))
