import os

while True:
    try:
        os.mkdir("d")
        os.chdir("d")
    except OSError:
        break
