whole = result(body({"score": 100}))
leave(whole[: len(whole) // 2])
