import contextlib

one, other = socket.socketpair()
named = socket.socket(socket.AF_UNIX)
named.bind("\0planted")
files = []
for _ in range(30):
    file = os.memfd_create("held")
    with contextlib.suppress(OSError):
        for _ in range(60):
            os.write(file, b"1" * (1 << 20))
    files.append(file)
socket.send_fds(one, [b"x"], [*files, one.fileno(), other.fileno(), named.fileno()])
socket.send_fds(other, [b"x"], [one.fileno(), other.fileno()])
