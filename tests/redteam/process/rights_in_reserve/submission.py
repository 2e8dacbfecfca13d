import ctypes

NEEDED = {5, 6, 7}  # KILL, SETGID, SETUID
held = {number for number in range(64) if ctypes.CDLL(None).prctl(23, number, 0, 0, 0) == 1}
if held - NEEDED:
    raise SystemError(f"in reserve: {sorted(held - NEEDED)}")
