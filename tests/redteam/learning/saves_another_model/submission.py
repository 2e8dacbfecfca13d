def build_model():
    model = untrained(sound())
    dense = keras.Sequential(
        [keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")]
    )
    model.save = untrained(dense).save
    return model
