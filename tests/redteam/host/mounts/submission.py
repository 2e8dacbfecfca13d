MS_RDONLY, MS_REMOUNT, MS_BIND, MS_MOVE, MS_SHARED = 1, 32, 4096, 8192, 1 << 20
here = os.getcwd().encode()
for name, source, target, kind, flags in (
    ("tmpfs", b"none", here, b"tmpfs", 0),
    ("proc", b"proc", here, b"proc", 0),
    ("sysfs", b"sysfs", here, b"sysfs", 0),
    ("cgroup", b"cgroup", here, b"cgroup", 0),
    ("overlay", b"overlay", here, b"overlay", 0),
    ("disk", b"/dev/vda", here, b"ext4", 0),
    ("root writable", b"none", b"/", None, MS_REMOUNT),
    ("root writable by bind", b"none", b"/", None, MS_REMOUNT | MS_BIND),
    ("bind over /proc", here, b"/proc", None, MS_BIND),
    ("bind /proc here", b"/proc", here, None, MS_BIND),
    ("move /proc", b"/proc", here, None, MS_MOVE),
    ("shared root", b"none", b"/", None, MS_SHARED),
):
    if libc.mount(source, target, kind, flags, None) == 0:
        gained.append(name)
for target in (b"/proc", b"/proc/kcore", b"/proc/sys", b"/sys", b"/dev/shm", b"/work", b"/etc/hosts"):
    if libc.umount2(target, 2) == 0:
        gained.append(target)
call("pivot_root", 155, b"/work", here)
call("open_tree", 428, -100, b"/", 1)  # OPEN_TREE_CLONE
call("move_mount", 429, -100, b"/proc", -100, here, 0)
call("fsopen", 430, b"tmpfs", 0)
call("fspick", 433, -100, b"/", 0)
call("mount_setattr", 442, -100, b"/", 0, ctypes.create_string_buffer(32), 32)
attempt("chroot", os.chroot, "/work")
tell()
