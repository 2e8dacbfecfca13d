import numpy as np


def one_pixel():
    kernel = np.zeros((3, 3, 1, 1), "float32")
    kernel[1, 1] = 1.0
    conv = layers.Conv2D(1, 3, padding="same", activation="relu", trainable=False)
    conv.build((None, 28, 28, 1))
    conv.kernel.assign(kernel)
    return conv


def build_model():
    inputs = keras.Input((28, 28, 1))
    x = layers.MaxPooling2D()(layers.UpSampling2D()(one_pixel()(one_pixel()(inputs))))
    x = layers.Dense(64, activation="relu")(layers.Flatten()(x))
    return untrained(keras.Model(inputs, layers.Dense(10, activation="softmax")(x)))
