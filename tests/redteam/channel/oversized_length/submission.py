leave(frame(b"", length=0xFFFFFFFF))
