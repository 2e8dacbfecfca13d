kinds = [("raw", socket.AF_INET, socket.SOCK_RAW, n) for n in (0, 1, 6, 17, 255)]
kinds += [("raw 6", socket.AF_INET6, socket.SOCK_RAW, 58), ("tun", socket.AF_INET, 10, 0)]
kinds += [
    ("packet", socket.AF_PACKET, kind, socket.htons(3)) for kind in (socket.SOCK_RAW, socket.SOCK_DGRAM)
]
kinds += [
    ("bluetooth", 31, socket.SOCK_RAW, 1),
    ("can", 29, socket.SOCK_RAW, 1),
    ("xdp", 44, socket.SOCK_RAW, 0),
]
for name, *kind in kinds:
    attempt(name, socket.socket, *kind)
try:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP) as ping:
        attempt("ping", ping.sendto, b"\x08\x00\x00\x00\x00\x01\x00\x01", ("8.8.8.8", 0))
except OSError:
    pass
try:
    with socket.socket(40, socket.SOCK_STREAM) as machine:  # AF_VSOCK: to the host of a virtual machine
        machine.settimeout(0.2)
        for port in (22, 52, 1024, 2375, 9999):
            attempt(f"vsock {port}", machine.connect, (2, port))
except OSError:
    pass
tell()
