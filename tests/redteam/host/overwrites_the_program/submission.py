for pid in ("self", "1", str(os.getppid())):
    for flags in (os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_TRUNC):
        attempt(f"/proc/{pid}/exe", lambda: os.close(os.open(f"/proc/{pid}/exe", flags)))
    if pid != "self":
        attempt(f"/proc/{pid}/root", os.listdir, f"/proc/{pid}/root")
        attempt(f"/proc/{pid}/cwd", os.listdir, f"/proc/{pid}/cwd")
for program in (
    "/sbin/docker-init",
    "/bin/sh",
    "/opt/venv/bin/python",
    "/opt/grader/grader/inside/supervisor.py",
):
    attempt(program, lambda: os.close(os.open(program, os.O_WRONLY)))
    attempt(f"replace {program}", os.rename, __file__, program)
# A descriptor of a folder outside would lead there
for number in os.listdir("/proc/self/fd"):
    try:
        if os.listdir(f"/proc/self/fd/{number}/../../../../../../../..") != os.listdir("/"):
            gained.append(f"descriptor {number}")
    except OSError:
        pass
if os.path.realpath(os.getcwd()) != os.getcwd() or not os.getcwd().startswith("/work"):
    gained.append(os.getcwd())
tell()
