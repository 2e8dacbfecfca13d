import time

for clock in (time.CLOCK_REALTIME, time.CLOCK_TAI, time.CLOCK_BOOTTIME):
    attempt(f"clock {clock}", time.clock_settime, clock, time.clock_gettime(clock))
call("settimeofday", 164, (ctypes.c_long * 2)(int(time.time()), 0), None)
mode = (ctypes.c_long * 26)(1)  # ADJ_OFFSET, by nothing
if libc.adjtimex(ctypes.byref(mode)) >= 0:
    gained.append("adjtimex")
call("clock_adjtime", 305, 0, ctypes.byref(mode))
attempt("hostname", socket.sethostname, socket.gethostname())
call("setdomainname", 171, b"pwned", 5)
tell()
