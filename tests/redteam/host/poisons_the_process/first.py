import locale
import random
import resource
import signal
import sys
import time

import numpy

os.environ |= {"PLANTED": "1", "TZ": "Asia/Kathmandu", "PYTHONPATH": "/work", "LD_PRELOAD": "/work/own.so"}
time.tzset()
for name in ("de_DE.UTF-8", "ko_KR.UTF-8", "C.UTF-8"):
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        pass
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
sys.path.insert(0, "/planted")
numpy.planted = random.planted = True
numpy.seterr(all="raise")
os.umask(0)
os.chdir("/")
resource.setrlimit(resource.RLIMIT_NOFILE, (50, 50))
