def build_model():
    leave(result(body({"returned": "{accuracy_top} {0.__class__} {received!r:>999999999}"})))
