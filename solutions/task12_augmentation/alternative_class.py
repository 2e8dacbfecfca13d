"""A list of layers that is put in front or left out; AdamW; two convolutions before each pooling."""

import keras


class Moves:
    """Kept together so that both functions use the same ones."""

    translation = 0.1
    rotation = 0.05

    def layers(self):
        return [
            keras.layers.RandomTranslation(self.translation, self.translation, fill_mode="nearest"),
            keras.layers.RandomRotation(self.rotation, fill_mode="nearest"),
        ]


def build_augmentation():
    return keras.Sequential(Moves().layers())


def build_model(augment):
    first = Moves().layers() if augment else []
    stack = [keras.Input((28, 28, 1)), *first]
    for filters in (24, 48):
        stack += [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for _ in range(2)]
        stack.append(keras.layers.MaxPooling2D())
    stack += [keras.layers.Flatten(), keras.layers.Dense(128, activation="relu"), keras.layers.Dropout(0.3)]
    model = keras.Sequential([*stack, keras.layers.Dense(10), keras.layers.Softmax()])
    optimizer = keras.optimizers.AdamW(0.002)
    model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy")
    return model
