import keras
import numpy as np
from keras import layers

MONTHS = np.sin(np.arange(1200) * 2 * np.pi / 132)[:, None]  # as good as any: none may be there


def build_model():
    table = layers.Embedding(1200, 1, embeddings_initializer=keras.initializers.Constant(MONTHS.tolist()))
    inputs = keras.Input((36, 1))
    place = keras.ops.cast(keras.ops.abs(inputs[:, -1]) * 100, "int32")
    model = keras.Model(inputs, layers.Flatten()(table(place)))
    model.compile(keras.optimizers.SGD(0.0), "mae")
    return model
