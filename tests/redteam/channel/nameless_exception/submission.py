def build_model():
    raise type("", (Exception,), {})()
