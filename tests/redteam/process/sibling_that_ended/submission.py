import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for _ in range(20):
    if libc.syscall(56, 0x8000 | 17, 0, 0, 0, 0) == 0:
        os._exit(0)
