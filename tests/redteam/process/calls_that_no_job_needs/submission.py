NEW_USER, NEW_TIME, CHILD = 0x10000000, 0x80, 17
page = ctypes.create_string_buffer(4096)
calls = {
    "add_key": (248, b"user", b"planted", b"answers", 7, -3),
    "request_key": (249, b"user", b"planted", None, -3),
    "keyctl": (250, 0, -3, 1),
    "inotify_init1": (294, 0),
    "fanotify_init": (300, 0, 0),
    "perf_event_open": (298, page, 0, -1, -1, 0),
    "bpf": (321, 0, page, 72),
    "userfaultfd": (323, 1),
    "memfd_secret": (447, 0),
    "io_uring_setup": (425, 4, page),
    "mq_open": (240, b"planted", 0o102, 0o600, None),
    "shmget": (29, 0, 4096, 0o1600),
    "ptrace": (101, 0, 0, 0, 0),
    "unshare": (272, NEW_USER),
    "unshare time": (272, NEW_TIME),
    "kcmp": (312, os.getpid(), os.getpid(), 0, 0, 0),
    "name_to_handle_at": (303, -100, b"/", page, ctypes.byref(ctypes.c_int()), 0),
}
if os.uname().machine == "x86_64":
    for name, (number, *arguments) in calls.items():
        call(name, number, *arguments)
    child = libc.syscall(56, NEW_USER | CHILD, 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    if child > 0:
        gained.append("clone of a user namespace")
for family in range(2, 46):
    for kind in (1, 2, 3, 5):
        attempt(f"a socket of family {family}", lambda: socket.socket(family, kind).close())
    attempt(f"a pair of family {family}", lambda: socket.socketpair(family, 1))
tell()
