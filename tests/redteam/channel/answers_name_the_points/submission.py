leave(result(body({"score": 100, "checks": {"callback": "pass"}, "stops": "right"})))
