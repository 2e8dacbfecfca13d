import os
import time

while True:
    pid = os.fork()
    if pid == 0:
        until = time.monotonic() + 0.03
        while time.monotonic() < until:
            pass
        os._exit(0)
    os.waitpid(pid, 0)
