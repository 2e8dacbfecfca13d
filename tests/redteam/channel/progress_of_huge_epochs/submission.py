write(frame(b'{"epoch": ' + b"9" * 4000 + b', "epochs": -1, "logs": {"a": 1e999}}', b"PROG"))
write(
    frame(b'{"epoch": 3, "epochs": ' + b"9" * 4000 + b', "logs": {"' + b"n" * 3000 + b'": 1e308}}', b"PROG")
)
os._exit(0)
