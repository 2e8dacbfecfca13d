def build_model():
    return handing_in(with_layer(builtin("Lambda", name="l", function=function("keras.activations", "relu"))))
