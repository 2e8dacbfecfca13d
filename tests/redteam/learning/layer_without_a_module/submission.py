def build_model():
    layer = builtin("Rescaling", name="l", scale=1.0, offset=0.0)
    del layer["module"]
    return handing_in(with_layer(layer))
