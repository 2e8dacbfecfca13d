import os

found = []
for name in os.listdir("/proc"):
    if name.isdigit() and int(name) != os.getpid():
        for part in ("mem", "environ", "maps", "fd", "cwd", "root", "stack", "syscall", "auxv"):
            try:
                path = f"/proc/{name}/{part}"
                found.append(os.listdir(path) if part in ("fd", "cwd", "root") else open(path, "rb").read(9))
            except OSError:
                pass
if found:
    raise SystemError(f"readable: {found}")
