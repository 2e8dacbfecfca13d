def build_model():
    layer = builtin("layers.Lambda", name="l", function=function("keras.activations", "relu"), arguments={})
    return handing_in(with_layer(layer | {"module": "keras"}))
