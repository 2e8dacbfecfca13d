# Question: train a network that continues the line, and save it as mymodel.h5
import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential


def solution_model():
    xs = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0], dtype=float)
    ys = np.array([-3.0, -1.0, 1.0, 3.0, 5.0, 7.0], dtype=float)
    model = Sequential()
    model.add(Dense(1, input_dim=1))
    model.compile(loss="mse", optimizer=tf.keras.optimizers.SGD(learning_rate=0.05), metrics=["acc"])
    model.fit(xs, ys, epochs=120, verbose=2)
    print(model.predict(np.array([10.0])))
    return model


# Note that you'll need to save your model as a .h5 like this
if __name__ == "__main__":
    model = solution_model()
    model.save("mymodel.h5")
