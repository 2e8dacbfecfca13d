def build_model():
    leave(result(body({"returned": "A" * 7_000_000})))
