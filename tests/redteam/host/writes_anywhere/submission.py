import stat

own = os.getcwd()
HARMLESS = {(1, 3), (1, 5), (1, 7), (1, 8), (1, 9), (5, 0), (5, 2)}  # null, zero, full, random, tty, ptmx
ours = (
    "/dev/shm",
    "/work",
    "/tmp",
    f"/proc/{os.getpid()}/",
    "/proc/self/",
    "/proc/thread-self/",
    "/dev/pts",
    "/dev/fd",
)


def write_back(path):
    """Write what is there: some files of the kernel can be opened by all, and refuse what is written."""
    file = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        os.write(file, os.pread(file, 4096, 0))
    finally:
        os.close(file)


for folder, folders, names in os.walk("/"):
    folders[:] = [name for name in folders if not os.path.join(folder, name).startswith(ours)]
    if folder.startswith("/proc/") and folder.count("/") == 2 and folder[6:].isdigit():
        folders.clear()
    if not folder.startswith(ours):
        attempt(folder, lambda: os.close(os.open(f"{folder}/pwned", os.O_CREAT | os.O_WRONLY)))
    for name in names:
        path = os.path.join(folder, name)
        try:
            found = os.lstat(path)
        except OSError:
            continue
        device = os.major(found.st_rdev), os.minor(found.st_rdev)
        if path.startswith(ours) or not stat.S_ISREG(found.st_mode) and device in HARMLESS:
            continue
        if stat.S_ISREG(found.st_mode) or stat.S_ISCHR(found.st_mode) or stat.S_ISBLK(found.st_mode):
            attempt(path, write_back, path)
        if not path.startswith(("/proc/", "/sys/")):
            attempt(f"truncate {path}", os.truncate, path, 0)
        attempt(f"change {path}", os.chmod, path, 0o777)
        attempt(f"touch {path}", os.utime, path, (0, 0))
tell()
