USER = 0x10000000
KINDS = {"time": 0x80, "mount": 0x20000, "cgroup": 0x2000000, "uts": 0x4000000, "ipc": 0x8000000}
KINDS |= {"user": USER, "pid": 0x20000000, "net": 0x40000000}
for name, flag in KINDS.items():
    for flags in (flag, flag | USER):
        if libc.unshare(flags) == 0:
            gained.append(f"unshare {name}")
        if name == "time":
            continue  # clone takes that bit for a part of the signal
        child = libc.syscall(56, flags | 17, 0, 0, 0, 0)
        if child == 0:
            os._exit(0)
        if child > 0:
            os.waitpid(child, 0)
            gained.append(f"clone {name}")
    arguments = (ctypes.c_uint64 * 11)(flag | USER, 0, 0, 0, 17)
    child = libc.syscall(435, ctypes.byref(arguments), ctypes.sizeof(arguments))
    if child == 0:
        os._exit(0)
    if child > 0:
        os.waitpid(child, 0)
        gained.append(f"clone3 {name}")
for pid in ("1", str(os.getppid()), "self"):
    for name in ("user", "mnt", "net", "pid", "ipc", "uts", "cgroup", "time"):
        try:
            space = os.open(f"/proc/{pid}/ns/{name}", os.O_RDONLY)
        except OSError:
            continue
        if libc.setns(space, 0) == 0:
            gained.append(f"setns {pid} {name}")
tell()
