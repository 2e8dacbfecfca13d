"""Many submissions: find them, grade each once on warm workers, keep what is known, go on where it was."""
