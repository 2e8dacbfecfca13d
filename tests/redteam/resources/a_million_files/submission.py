import os

number = 0
while True:
    try:
        os.close(os.open(f"/work/{number}", os.O_CREAT))
    except OSError:
        try:
            os.link("/work/0", f"/work/link{number}")
        except OSError:
            break
    number += 1
