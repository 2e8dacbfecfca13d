import ctypes
import os

libc, taken = ctypes.CDLL(None), []
for name in os.listdir("/proc"):
    if name.isdigit() and int(name) != os.getpid():
        try:
            other = os.pidfd_open(int(name))
        except OSError:
            continue
        taken += [number for number in range(32) if libc.syscall(438, other, number, 0) >= 0]
if taken:
    raise SystemError(f"taken: {taken}")
