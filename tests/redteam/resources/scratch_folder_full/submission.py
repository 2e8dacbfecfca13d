for path in ("/work/big", "/dev/shm/big", "big"):
    try:
        with open(path, "wb") as file:
            while True:
                file.write(bytes(1 << 20))
    except OSError:
        pass
