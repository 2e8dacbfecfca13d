leave(frame(struct.pack(">I", 1 << 30) + b"{}"))
