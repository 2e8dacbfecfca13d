holder = socket.socket(socket.AF_UNIX)
holder.bind("\0left")
holder.listen()
if os.fork() == 0:
    os.setsid()
    import time

    time.sleep(600)
