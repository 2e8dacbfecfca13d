"""The mock exam: a sitting against the clock, whose state survives anything, and its report."""
