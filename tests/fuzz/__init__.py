"""Coverage-guided fuzzing of every decoder on the host; see README.md beside this file."""
