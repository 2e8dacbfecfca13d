names = [
    "left",
    "/containerd-shim",
    "/tmp/.X11-unix/X0",
    "/tmp/dbus",
    "dbus",
    "/org/kernel/linux/storage/multipathd",
]
for line in open("/proc/net/unix").readlines()[1:]:
    if line.rstrip().split()[-1].startswith("@"):
        names.append(line.rstrip().split()[-1][1:])
for name in names:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        with socket.socket(socket.AF_UNIX, kind) as found:
            attempt(name, found.connect, "\0" + name)
tell()
