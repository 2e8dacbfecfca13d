import os
import time

for number in range(80):
    if os.fork() == 0:
        if number % 2 and hasattr(os, "SCHED_IDLE"):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
        else:
            os.nice(19)
        while True:
            pass
time.sleep(1000)
