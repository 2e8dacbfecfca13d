import threading
import time


def nap():
    while True:
        time.sleep(0.01 - time.monotonic() % 0.01)


for _ in range(120):
    threading.Thread(target=nap, daemon=True).start()
nap()
