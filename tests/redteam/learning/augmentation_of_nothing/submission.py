import keras
from keras import layers


def build_model(augment):
    first = [layers.RandomRotation(0.0), layers.RandomZoom(0.0)] if augment else []
    last = [layers.Flatten(), layers.Dense(10, activation="softmax")]
    model = keras.Sequential([keras.Input((28, 28, 1)), *first, *last])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
