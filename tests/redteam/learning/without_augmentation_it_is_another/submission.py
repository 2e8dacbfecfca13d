import keras
from keras import layers


def build_model(augment):
    first = [layers.RandomTranslation(0.1, 0.1)] if augment else []
    last = [layers.Flatten(), layers.Dense(10, activation="softmax")]
    model = keras.Sequential([keras.Input((28, 28, 1)), *first, *last])
    optimizer = keras.optimizers.Adam(0.01 if augment else 1e-9)
    model.compile(optimizer, "sparse_categorical_crossentropy")
    return model
