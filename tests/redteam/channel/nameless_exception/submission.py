import keras


def fail(*args, **kwargs):
    raise type("", (Exception,), {})()


def build_model():
    model = keras.Sequential(
        [keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10, "softmax")]
    )
    model.compile(loss="mse")
    model.fit = fail
    return model
