import fcntl

file = os.open("/dev/null", os.O_RDWR)
try:
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
except OSError:
    gained.append("the lock is held")
sockets = len(open("/proc/net/unix").readlines()) - 1
if sockets > 4:
    gained.append(f"{sockets} sockets")
tell()
