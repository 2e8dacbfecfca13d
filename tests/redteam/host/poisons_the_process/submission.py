import locale
import random
import resource
import signal
import sys
import time

import numpy

if "PLANTED" in os.environ or os.environ.get("TZ") == "Asia/Kathmandu" or time.timezone == -20700:
    gained.append("environment")
if locale.localeconv()["decimal_point"] != ".":
    gained.append("locale")
if signal.getsignal(signal.SIGUSR1) == signal.SIG_IGN or signal.pthread_sigmask(signal.SIG_BLOCK, []):
    gained.append("signals")
if os.getcwd() == "/" or "/planted" in sys.path:
    gained.append("folder")
if os.umask(0o077) != 0o077 or resource.getrlimit(resource.RLIMIT_NOFILE)[0] < 100:
    gained.append("limits")
if getattr(numpy, "planted", None) or numpy.geterr()["divide"] == "raise" or getattr(random, "planted", None):
    gained.append("modules")
tell()
