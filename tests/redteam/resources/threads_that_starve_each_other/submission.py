import os
import threading

if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def burn():
    while True:
        sum(range(1000))


for _ in range(120):
    threading.Thread(target=burn, daemon=True).start()
burn()
