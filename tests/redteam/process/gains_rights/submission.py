import ctypes
import os

libc, gained = ctypes.CDLL(None), []
for attempt in (
    lambda: os.setuid(0),
    lambda: os.setresuid(0, 0, 0),
    lambda: os.setgid(0),
    lambda: os.setgroups([0]),
    lambda: os.chroot("/work"),
    lambda: os.mknod("device", 0o60666, os.makedev(8, 0)),
    lambda: os.nice(-5),
):
    try:
        attempt()
        gained.append(attempt)
    except OSError:
        pass
for flags in (0x10000000, 0x10020000, 0x00020000, 0x40000000, 0x20000000):
    if libc.unshare(flags) == 0:
        gained.append(hex(flags))
if gained or libc.mount(b"none", b"/work", b"tmpfs", 0, 0) == 0:
    raise SystemError(f"gained: {gained}")
