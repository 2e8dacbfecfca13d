def build_model():
    model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(1)])
    model.add(layers.RepeatVector(400_000))
    model.add(layers.SimpleRNN(10, activation="softmax"))
    return model  # not compiled: it would need more memory than it may have to be trained
