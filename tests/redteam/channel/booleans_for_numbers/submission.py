leave(result(body(seconds={"fit": True, "more": "1"})))
