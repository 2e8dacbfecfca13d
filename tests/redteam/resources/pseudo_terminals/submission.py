for name in ("/dev/ptmx", "/dev/pts/ptmx"):
    attempt(name, os.open, name, os.O_RDWR)
attempt("openpty", os.openpty)
tell()
