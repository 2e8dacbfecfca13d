answer(stops=lambda a: raw_npy((len(a),), "(2,)<i8", a.tobytes()))
