import keras
import tensorflow as tf
from keras import layers


def flatten(images):
    count, *sizes = images.shape
    return tf.reshape(images, (count, tf.reduce_prod(sizes)))


def build_model():
    inputs = keras.Input(shape=(28, 28))
    x = layers.Reshape((784,))(inputs)
    for units in (256, 128):
        x = layers.Dense(units, use_bias=False)(x)
        x = layers.BatchNormalization(momentum=0.9)(x)
        x = layers.Dropout(0.3)(layers.ReLU()(x))
    model = keras.Model(inputs, layers.Softmax()(layers.Dense(10)(x)))
    rate = keras.optimizers.schedules.CosineDecay(3e-3, decay_steps=1100)
    model.compile(keras.optimizers.Adam(rate), keras.losses.SparseCategoricalCrossentropy())
    return model
