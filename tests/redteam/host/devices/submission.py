import fcntl
import glob
import stat

for place in (".", "/dev/shm", "/work", "/dev", "/tmp"):
    for kind in (stat.S_IFBLK, stat.S_IFCHR):
        for major, minor in ((8, 0), (254, 0), (259, 0), (1, 1), (1, 3), (10, 229)):
            attempt(f"mknod {place}", os.mknod, f"{place}/device", 0o666 | kind, os.makedev(major, minor))
disks = [
    "/dev/sda",
    "/dev/vda",
    "/dev/nvme0n1",
    "/dev/mem",
    "/dev/port",
    "/dev/kvm",
    "/dev/fuse",
    "/dev/loop-control",
]
disks += ["/dev/net/tun", "/dev/uinput", "/dev/vsock", "/dev/mapper/control", "/dev/userfaultfd", "/dev/cuse"]
known = {"null", "zero", "full", "random", "urandom", "tty", "ptmx", "console"}
ours = ("/dev/fd", "/dev/std", "/dev/pts", "/dev/shm")
disks += [path for path in glob.glob("/dev/**", recursive=True) if not path.startswith(ours)]
for path in disks:
    if not os.path.isdir(path) and os.path.basename(path) not in known:
        attempt(path, lambda: os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK)))
for path in ("/dev/tty", "/dev/console", *glob.glob("/dev/pts/[0-9]*")):
    try:
        terminal = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        continue
    attempt(f"typed into {path}", fcntl.ioctl, terminal, 0x5412, b"x")
tell()
