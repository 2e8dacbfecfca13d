setup = {"x86_64": 206, "aarch64": 0}[os.uname().machine]
context = ctypes.c_ulong()
if libc.syscall(setup, 16, ctypes.byref(context)) == 0:
    gained.append("io_setup")
tell()
