for line in open("/proc/net/unix").readlines()[1:]:
    if "@" in line:
        gained.append(line.split("@")[1].strip())
with socket.socket(socket.AF_UNIX) as mine:
    try:
        mine.bind("\0planted")
    except OSError:
        gained.append("the name planted is taken")
tell()
