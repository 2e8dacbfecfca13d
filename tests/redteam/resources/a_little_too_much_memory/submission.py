import time

kept = bytearray(b"x") * (1300 << 20)
time.sleep(1)
