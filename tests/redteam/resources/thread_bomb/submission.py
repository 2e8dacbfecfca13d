import threading

lock = threading.Event()
while True:
    try:
        threading.Thread(target=lock.wait).start()
    except RuntimeError:
        break
while True:
    pass
