leave(frame(b"score=100", b"SCOR"), result(body({"score": 100})))
