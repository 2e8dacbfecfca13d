answer(stops=lambda a: raw_npy((2**32, 2**32), "<i8", b""))
