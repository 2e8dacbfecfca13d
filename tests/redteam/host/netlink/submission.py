import struct


def request(kind, flags, payload):
    return struct.pack("=IHHII", 16 + len(payload), kind, 5 | flags, 1, 0) + payload


def refused(kind, flags, payload):
    """The kernel's answer to a change must be an error."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as kernel:
        kernel.settimeout(0.5)
        kernel.send(request(kind, flags, payload))
        said = kernel.recv(4096)
    length, what, _flags, _number, _pid = struct.unpack_from("=IHHII", said)
    if what == 2 and struct.unpack_from("=i", said, 16)[0] == 0:
        return
    raise OSError("refused")


def attribute(kind, data):
    return struct.pack("=HH", 4 + len(data), kind) + data + bytes(-len(data) % 4)


dummy = attribute(3, b"own0\0") + attribute(18, attribute(1, b"dummy\0"))
attempt("interface", refused, 16, 0x600, struct.pack("=BBHiII", 0, 0, 0, 0, 0, 0) + dummy)
attempt("lo down", refused, 16, 0, struct.pack("=BBHiII", 0, 0, 0, 1, 0, 1))
address = attribute(2, bytes([10, 0, 0, 9])) + attribute(1, bytes([10, 0, 0, 9]))
attempt("address", refused, 20, 0x600, struct.pack("=BBBBI", 2, 24, 0, 0, 1) + address)
route = attribute(4, struct.pack("=I", 1))
attempt("route", refused, 24, 0x600, struct.pack("=BBBBBBBBI", 2, 0, 0, 0, 254, 4, 253, 1, 0) + route)
for name, family, groups in (("audit", 9, 1), ("netfilter", 12, 1)):
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, family) as kernel:
            attempt(name, kernel.bind, (0, groups))
    except OSError:
        pass
with socket.socket(socket.AF_UNIX) as any_socket:
    import fcntl

    attempt("ioctl lo down", fcntl.ioctl, any_socket, 0x8914, struct.pack("16sH14x", b"lo", 0))
    attempt("mark", any_socket.setsockopt, socket.SOL_SOCKET, 36, 1)
tell()
