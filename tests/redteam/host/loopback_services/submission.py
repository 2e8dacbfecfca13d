import errno

for family, address in (
    (socket.AF_INET, "127.0.0.1"),
    (socket.AF_INET6, "::1"),
    (socket.AF_INET, "127.0.0.53"),
):
    try:
        socket.socket(family).close()
    except OSError:
        continue
    for port in range(1, 65536):
        with socket.socket(family) as found:
            error = found.connect_ex((address, port))
            if error in (errno.EADDRNOTAVAIL, errno.ENETUNREACH):
                break
            # A port can meet itself where it is drawn as the sender's
            if error == 0 and found.getsockname() != found.getpeername():
                gained.append((address, port))
tell()
