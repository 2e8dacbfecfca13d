# Put before a submission that has `kit = ["host"]`: what it gained is told where a student would read it.
import ctypes
import os
import socket

libc = ctypes.CDLL(None, use_errno=True)
gained = []


def attempt(name, action, *arguments):
    """Note what did not fail; what it returned, or None."""
    try:
        found = action(*arguments)
    except (OSError, ValueError):
        return None
    gained.append(name)
    return found


def call(name, number, *arguments):
    """A system call of x86-64 that must fail."""
    if os.uname().machine == "x86_64" and libc.syscall(number, *arguments) >= 0:
        gained.append(name)


def connects(address, port, family=socket.AF_INET, timeout=0.3):
    """Whether somebody answers there."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as found:
            found.settimeout(timeout)
            found.connect((address, port))
    except TimeoutError:
        return False
    except OSError as error:
        return error.errno == 111  # refused: there is a machine, only not that port
    return True


def files(top="/", without=("/proc", "/sys")):
    """Every file below, whatever it is."""
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in without]
        for name in names:
            yield os.path.join(folder, name)


def tell():
    if gained:
        raise SystemError(f"gained: {gained}"[:2000])
