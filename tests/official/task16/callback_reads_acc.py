import numpy as np
import tensorflow as tf


def solution_model():
    class myCallback(tf.keras.callbacks.Callback):
        def on_train_end(self, logs={}):
            if logs.get("acc") > 0.99:
                print("\nReached 99% accuracy")

    xs = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0])
    model = tf.keras.models.Sequential([tf.keras.layers.Dense(1, input_shape=[1])])
    model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=0.05), loss="mse", metrics=["accuracy"])
    model.fit(xs, 2 * xs - 1, epochs=120, verbose=0, callbacks=[myCallback()])
    return model


if __name__ == "__main__":
    model = solution_model()
    model.save("mymodel.h5")
