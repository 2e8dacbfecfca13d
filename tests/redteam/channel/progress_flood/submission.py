write(frame(b'{"epoch": 1, "logs": {"accuracy": 1.0}}', b"PROG") * 200_000)
os._exit(0)
