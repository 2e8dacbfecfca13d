"""Two linear layers and SGD; a linear model, its means given in the code. The metric accuracy is harmless."""

import keras
from keras import layers


def build_line():
    model = keras.Sequential([layers.Dense(4), layers.Dense(1)])
    model.compile("sgd", "mean_squared_error", metrics=["accuracy"])
    return model


def build_model(x_train):
    scaling = layers.Normalization(mean=x_train.mean(axis=0), variance=x_train.var(axis=0))
    model = keras.Sequential([keras.Input((10,)), scaling, layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["accuracy"])
    return model
