import os
import time

for _ in range(40):
    if os.fork() == 0:
        kept = bytearray(os.urandom(1 << 20) * 64)
        time.sleep(60)
time.sleep(60)
