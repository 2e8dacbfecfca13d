if os.fork() == 0:
    import time

    time.sleep(0.2)
    leave(result(body({"returned": "Sequential", "score": 100})))
os._exit(0)
