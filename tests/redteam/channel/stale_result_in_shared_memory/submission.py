import ctypes

libc = ctypes.CDLL(None)
libc.shmat.restype = ctypes.c_void_p
segment = libc.shmget(0x5EED, 0, 0)
if segment >= 0:
    at = libc.shmat(segment, None, 0)
    (length,) = struct.unpack(">I", ctypes.string_at(at, 4))
    leave(ctypes.string_at(at + 4, length))
