"""A verdict, told: as JSON for programs, in the terminal for people."""
