import fcntl
import sys
import time

held = []
for module in list(sys.modules.values())[:800]:
    try:
        held.append(os.open(module.__file__, os.O_RDONLY))
        fcntl.flock(held[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (OSError, AttributeError, TypeError, ValueError):
        pass
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
    os._exit(0)
