import numpy as np
import tensorflow as tf


def solution_C5():
    xs = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0])
    ys = 3 * xs + 1
    model = tf.keras.Sequential([tf.keras.layers.Dense(units=1, input_shape=[1])])
    model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=0.03), loss="mean_squared_error")
    model.fit(xs, ys, epochs=100, verbose=0, batch_size=2)
    return model


if __name__ == "__main__":
    model = solution_C5()
    model.save("model_C5.h5")
