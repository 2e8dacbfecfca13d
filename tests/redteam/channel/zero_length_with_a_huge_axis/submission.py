answer(stops=lambda a: raw_npy((0, 10**30), "<i8", b""))
