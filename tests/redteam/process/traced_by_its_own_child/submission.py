import ctypes
import os
import time

libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(4, 1, 0, 0, 0)  # dumpable
libc.prctl(0x59616D61, -1, 0, 0, 0)  # whoever likes may trace
me = os.getpid()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        libc.ptrace(0x4206, me, 0, 0)  # PTRACE_SEIZE
        time.sleep(600)
    os._exit(0)
os.wait()
time.sleep(0.5)
os._exit(0)
