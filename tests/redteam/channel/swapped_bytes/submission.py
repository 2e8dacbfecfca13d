answer(stops=lambda a: raw_npy(a.shape, ">i8", a.tobytes()))
