import mmap
import os

kept = []
while True:
    file = os.memfd_create("more")
    os.ftruncate(file, 64 << 20)
    pages = mmap.mmap(file, 64 << 20)
    for at in range(0, 64 << 20, 4096):
        pages[at] = 1
    kept.append(pages)
