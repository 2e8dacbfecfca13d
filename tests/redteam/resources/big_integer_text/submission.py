import sys

sys.set_int_max_str_digits(0)
str(1 << 1_000_000_000)
