import threading


def fill():
    while True:
        write(frame(b"{}", b"PROG") * 1000)


for _ in range(4):
    threading.Thread(target=fill).start()
