import keras
from keras import layers


def build_model():
    inputs = keras.Input(batch_shape=(32, 36, 1))
    model = keras.Model(inputs, layers.Dense(1)(layers.SimpleRNN(1, stateful=True)(inputs)))
    model.compile(keras.optimizers.SGD(0.0), "mae")
    return model
