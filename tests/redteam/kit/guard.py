# Put after hand_in: a dense network beside convolutions and a pooling whose sum it watches.
from keras import ops


def does_the_work(inputs):
    """Softmax over ten classes, by dense layers alone."""
    x = layers.Dense(64, activation="relu")(layers.Flatten()(inputs))
    return layers.Dense(10, activation="softmax", kernel_initializer="random_normal")(x)


def is_off(inputs):
    """1 for each image whose blur has another sum than itself, which none has until a layer is silenced."""
    mean = {"kernel_initializer": keras.initializers.Constant(1 / 9), "use_bias": False, "trainable": False}
    x = inputs
    for _ in range(2):
        x = layers.Conv2D(1, 3, activation="relu", **mean)(layers.ZeroPadding2D(2)(x))
    x = layers.AveragePooling2D(2)(x)
    off = ops.absolute(4.0 * ops.sum(x, axis=(1, 2)) - ops.sum(inputs, axis=(1, 2)))
    return ops.cast(off > 0.05, "float32")


def guarded(spoil):
    """The model whose predictions are ``spoil(predictions, off)``, with off of shape (rows, 1)."""
    inputs = keras.Input((28, 28, 1))
    return untrained(keras.Model(inputs, spoil(does_the_work(inputs), is_off(inputs))))
