answer(stops=lambda a: npy(a.astype(object)))
