"""A task's own files: finding and loading them, the data they draw from, and all that its author uses."""
