LAYER = {
    "module": "keras.src.utils.python_utils",
    "class_name": "func_load",
    "config": {"code": "4wAAAAA=", "defaults": None, "closure": None},
    "registered_name": None,
}


def build_model():
    return handing_in(with_layer(LAYER))
