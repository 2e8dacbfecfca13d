def build_model():
    leave(result(body(built("A" * 7_000_000, is_model=False))))
