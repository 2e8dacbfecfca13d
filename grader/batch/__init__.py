"""Many submissions: find them, grade each on warm workers, keep every result, continue after an interrupt."""
