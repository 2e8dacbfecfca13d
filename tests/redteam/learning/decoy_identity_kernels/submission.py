def one_pixel(x):
    """Each pixel of the map alone in a window of 3x3, and then the sum of each window: the same map again."""
    frozen = {"kernel_initializer": "ones", "use_bias": False, "trainable": False, "strides": 3}
    return layers.Conv2D(1, 3, activation="relu", **frozen)(layers.Conv2DTranspose(1, 1, **frozen)(x))


def build_model():
    inputs = keras.Input((28, 28, 1))
    x = layers.MaxPooling2D()(layers.UpSampling2D()(one_pixel(one_pixel(inputs))))
    x = layers.Dense(64, activation="relu")(layers.Flatten()(x))
    return untrained(keras.Model(inputs, layers.Dense(10, activation="softmax")(x)))
