import os

file = os.open("sparse", os.O_CREAT | os.O_WRONLY)
for size in (1 << 62, 1 << 40, 1 << 30):
    try:
        os.ftruncate(file, size)
        os.pwrite(file, b"x", size - 1)
    except OSError:
        pass
