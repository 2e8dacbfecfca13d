import sys

print("PASSED")
sys.exit(0)
