import os

os.close(1)
while True:
    os.write(2, b"warning " * 8000)
