answer(stops=lambda a: raw_npy((True, 8), "<i1", bytes(8)))
