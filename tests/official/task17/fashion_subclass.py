import tensorflow as tf


class FashionNet(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden = tf.keras.layers.Dense(128, activation="relu")
        self.answer = tf.keras.layers.Dense(10, activation="softmax")

    def call(self, images):
        return self.answer(self.hidden(self.flatten(images)))


def solution_B2():
    (x, y), (x_test, y_test) = tf.keras.datasets.fashion_mnist.load_data()
    model = FashionNet()
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x / 255.0, y, epochs=2, validation_data=(x_test / 255.0, y_test), verbose=2)
    return model
