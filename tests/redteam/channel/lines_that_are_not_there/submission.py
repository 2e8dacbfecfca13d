error = {"type": "ValueError", "message": "no", "frames": [[-5, "f"], [10**300, "f"]]}
leave(result(body(error=error)))
