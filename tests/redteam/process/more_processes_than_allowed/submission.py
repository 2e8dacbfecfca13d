import os

started = []
for _ in range(230):
    try:
        started.append(os.posix_spawn("/bin/sleep", ["sleep", "20"], {}))
    except OSError:
        break
for pid in started:
    os.kill(pid, 9)
    os.waitpid(pid, 0)
if len(started) > 200:
    raise SystemError(f"started: {len(started)}")
