import mmap
import os

kept = []
for _ in range(64):  # 4 GB: more than any container has
    file = os.memfd_create("more")
    os.ftruncate(file, 64 << 20)
    kept.append(mmap.mmap(file, 64 << 20))
    kept[-1][:] = bytes(64 << 20)
