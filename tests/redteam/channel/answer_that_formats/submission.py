def build_model():
    leave(result(body(built("{accuracy_top} {0.__class__} {received!r:>999999999}", is_model=False))))
