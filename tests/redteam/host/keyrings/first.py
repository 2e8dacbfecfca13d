for ring in (-5, -4, -3, -2, -1):
    libc.syscall(248, b"user", b"planted", b"answers", 7, ring)
