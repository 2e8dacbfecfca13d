import keras

TEXT = "<img src=x onerror=alert(1)>[bold]\n::error::x {{7*7}}{0}|`]]>\x1b[2J\x9b\u202e\u200b=1+1"


class Named(keras.metrics.MeanMetricWrapper):
    def __init__(self, name):
        super().__init__(keras.metrics.sparse_categorical_accuracy, name=name)


def build_model():
    model = keras.Sequential(
        [keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10, "softmax")]
    )
    model.name = TEXT
    for layer in model.layers:
        layer.name = TEXT.replace("/", "")
    model.compile(
        "sgd",
        "sparse_categorical_crossentropy",
        metrics=[Named(TEXT), Named("val_" + TEXT), Named("::error::x")],
    )
    return model
