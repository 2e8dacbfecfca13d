import sys

word = b"neighbours own " + b"answers"
sys.stdout.buffer.write(word)
for place in ("/work", "/dev/shm", "/tmp", "/var/tmp", "/run", os.getcwd(), os.path.expanduser("~")):
    for kept in (place + "/kept", place + "/.kept", place + "/folder/kept"):
        try:
            os.makedirs(os.path.dirname(kept), exist_ok=True)
            with open(kept, "wb") as file:
                file.write(word)
            os.chmod(os.path.dirname(kept), 0o777)
            os.chmod(kept, 0o666)
        except OSError:
            pass
if os.fork() == 0:
    os.setsid()
    os.execv("/bin/sleep", [word.decode(), "600"])
