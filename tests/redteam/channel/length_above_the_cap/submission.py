leave(frame(bytes(65 << 20)))
