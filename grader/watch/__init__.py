"""The loop of minutes: grade again at every save, on workers that are ready, and say what changed."""
