import numpy as np
import tensorflow as tf

PATH = "C:\\Users\\me\\Documents\\exam\\mymodel.h5"


def solution_model():
    xs = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0])
    model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=[1])])
    model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=0.05), loss="mse")
    model.fit(xs, 2 * xs - 1, epochs=120, verbose=0)
    return model


if __name__ == "__main__":
    model = solution_model()
    model.save(PATH)
