def build_model():
    operation = builtin("Map", name="m", f=function("keras.utils", "img_to_array"))
    return handing_in(with_layer(operation | {"module": "keras.src.ops.core", "registered_name": "Map"}))
