# The name that task1 asks for, and nothing behind it.
class StopAtThreshold:
    pass
