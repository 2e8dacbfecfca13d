"""One module for each decoder: ``one(data)`` gives it any bytes, and raises where it breaks its promise."""
