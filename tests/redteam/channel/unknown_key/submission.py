leave(result(body() | {"score": 100, "outcome": "pass", "points": {"callback": 15}}))
