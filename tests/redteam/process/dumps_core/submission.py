import ctypes
import resource

try:
    resource.setrlimit(resource.RLIMIT_CORE, (-1, -1))
except (ValueError, OSError):
    pass
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
ctypes.string_at(0)
