USER_SESSION, USER, SESSION, PROCESS, THREAD = -5, -4, -3, -2, -1
for ring in (USER_SESSION, USER, SESSION, PROCESS, THREAD):
    call(f"search {ring}", 250, 10, ring, b"user", b"planted", 0)
    call(f"read {ring}", 250, 11, ring, ctypes.create_string_buffer(4096), 4096)
    call(f"add {ring}", 248, b"user", b"planted", b"answers", 7, ring)
call("request", 249, b"user", b"planted", None, SESSION)
call("join", 250, 1, b"planted")
gained += [line for line in open("/proc/keys")] if os.access("/proc/keys", os.R_OK) else []
tell()
