import os
import time

for number in range(20):
    file = os.open(f"room{number}", os.O_CREAT | os.O_WRONLY)
    os.unlink(f"room{number}")
    try:
        while True:
            os.write(file, bytes(4 << 20))
    except OSError:
        pass
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(60)
    os._exit(0)
os._exit(0)
