import numpy as np
from tensorflow.python.keras.models import Sequential
from tensorflow.python.keras.layers import Dense


def solution_model():
    xs = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0])
    model = Sequential([Dense(1, input_shape=[1])])
    model.compile(optimizer="sgd", loss="mse")
    model.fit(xs, 2 * xs - 1, epochs=500, verbose=0)
    return model
