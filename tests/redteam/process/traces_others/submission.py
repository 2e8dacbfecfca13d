import ctypes
import os

libc = ctypes.CDLL(None)
others = [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]
done = [pid for pid in others if libc.ptrace(16, pid, 0, 0) == 0 or libc.ptrace(0x4206, pid, 0, 0) == 0]
written = [pid for pid in others if libc.syscall(311, pid, 0, 0, 0, 0, 0) > 0]
if done or written:
    raise SystemError(f"traced: {done} {written}")
