answer(stops=lambda a: b"\x93NUMPY\x09\x09" + npy(a)[8:])
