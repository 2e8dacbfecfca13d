room = bytearray(1200 << 20)
for at in range(0, len(room), 4096):
    room[at] = 1
raise SystemError("had its 1200 MiB")
