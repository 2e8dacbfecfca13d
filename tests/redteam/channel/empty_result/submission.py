leave(frame(b""))
