KEY = 0x5EC2E7
for name, found in (
    ("memory", libc.shmget(KEY, 0, 0)),
    ("queue", libc.msgget(KEY, 0)),
    ("semaphore", libc.semget(KEY, 0, 0)),
    ("new memory", libc.shmget(0, 4096, 0o1666)),
    ("new queue", libc.msgget(0, 0o1666)),
    ("POSIX queue", libc.mq_open(b"/planted", os.O_RDWR)),
    ("new POSIX queue", libc.mq_open(b"/another", os.O_RDWR | os.O_CREAT, 0o666, None)),
    ("POSIX memory", libc.shm_open(b"/planted", os.O_RDWR, 0)),
):
    if found >= 0:
        gained.append(name)
for name in ("shm", "msg", "sem"):
    gained += open(f"/proc/sysvipc/{name}").readlines()[1:]
tell()
