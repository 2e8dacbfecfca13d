import ctypes
import time

# The parent of a vfork waits, uninterruptible, until the child ends: it sleeps
SYS_VFORK = 58
libc = ctypes.CDLL(None)
if libc.syscall(SYS_VFORK) == 0:
    libc.sleep(1000)
time.sleep(1000)
