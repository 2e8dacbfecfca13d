import ctypes
import os
import time

libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(4, 1, 0, 0, 0)
libc.prctl(0x59616D61, -1, 0, 0, 0)
me = os.getpid()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        libc.ptrace(16, me, 0, 0)  # PTRACE_ATTACH stops it
        time.sleep(600)
    os._exit(0)
os.wait()
while True:
    time.sleep(1)
