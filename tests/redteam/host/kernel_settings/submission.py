import glob

paths = [
    "/proc/sys/kernel/core_pattern",
    "/proc/sysrq-trigger",
    "/proc/sys/kernel/modprobe",
    "/proc/sys/vm/panic_on_oom",
]
paths += [
    "/proc/sys/kernel/hotplug",
    "/sys/kernel/uevent_helper",
    "/sys/kernel/mm/ksm/run",
    "/sys/power/state",
]
paths += [
    "/proc/sys/fs/binfmt_misc/register",
    "/proc/sys/kernel/yama/ptrace_scope",
    "/proc/sys/net/ipv4/ip_forward",
]
paths += [
    "/sys/kernel/debug",
    "/sys/module/kernel/parameters/panic",
    "/proc/irq/0/smp_affinity",
    "/proc/acpi/wakeup",
]
for pattern in (
    "release_agent",
    "notify_on_release",
    "cgroup.procs",
    "tasks",
    "memory.limit_in_bytes",
    "memory.max",
):
    paths += glob.glob(f"/sys/fs/cgroup/**/{pattern}", recursive=True)
for path in paths:
    attempt(path, lambda: os.close(os.open(path, os.O_WRONLY)))
for path in (
    "/proc/kcore",
    "/proc/kmem",
    "/dev/mem",
    "/dev/kmsg",
    "/proc/kmsg",
    "/proc/timer_list",
    "/proc/sched_debug",
):
    if attempt(path, lambda: open(path, "rb").read(16)) == b"":
        gained.remove(path)  # masked: there is nothing in it
if libc.klogctl(3, ctypes.create_string_buffer(4096), 4096) > 0:
    gained.append("the kernel's log")
for folder in glob.glob("/sys/fs/cgroup/*"):
    attempt(folder, os.mkdir, f"{folder}/own")
tell()
