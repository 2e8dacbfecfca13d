"""Where submitted code runs: one contract (:mod:`grader.sandbox.contract`), two implementations."""
