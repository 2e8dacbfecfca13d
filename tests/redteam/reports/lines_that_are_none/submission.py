#  form feeds,  separators,  next line,   and  : no ends of lines to Python
PASSED = " 100/100   100/100   100/100  100/100"


def build_model():
    raise ValueError(1)
