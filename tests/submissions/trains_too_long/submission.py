import time

import keras
from keras import layers


class Slow(keras.callbacks.Callback):
    pass


def build_model():
    model = keras.Sequential(
        [keras.Input(shape=(28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")]
    )
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    fit = model.fit

    def slow_fit(*args, callbacks, **kwargs):
        wait = keras.callbacks.LambdaCallback(
            on_epoch_end=lambda epoch, logs: time.sleep(0.1 if epoch < 1 else 60)
        )
        return fit(*args, callbacks=[*callbacks, wait], **kwargs)

    model.fit = slow_fit
    return model
