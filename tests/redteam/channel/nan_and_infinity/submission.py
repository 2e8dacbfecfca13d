leave(result(body(seconds={"fit": float("nan"), "more": float("inf")})))
