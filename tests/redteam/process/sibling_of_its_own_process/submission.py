import ctypes
import time

libc = ctypes.CDLL(None, use_errno=True)
CLONE_PARENT, SIGCHLD, CLONE = 0x8000, 17, 56
for _ in range(20):
    if libc.syscall(CLONE, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0) == 0:
        time.sleep(600)
