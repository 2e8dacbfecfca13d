import keras
import numpy as np
from keras import layers


def build_model(x_train):
    scaling = layers.Normalization()
    inputs = keras.Input((10,))
    wide = layers.Concatenate()([inputs] * 10)
    scaling.adapt(np.concatenate([x_train * n for n in range(1, 11)], axis=1))
    model = keras.Model(inputs, layers.Dense(1)(scaling(wide)))
    model.compile("adam", "mse")
    return model
