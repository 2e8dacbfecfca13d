"""No keras.Input, both directions, logits turned into a probability by a layer of its own, Dropout."""

from keras import Sequential, layers, optimizers


def build_model(texts):
    words = layers.TextVectorization(max_tokens=300, output_mode="int", output_sequence_length=40)
    words.adapt(list(texts))
    model = Sequential()
    model.add(words)
    model.add(layers.Embedding(input_dim=300, output_dim=16))
    model.add(layers.Bidirectional(layers.GRU(16)))
    model.add(layers.Dropout(0.2))
    model.add(layers.Dense(1))
    model.add(layers.Activation("sigmoid"))
    model.compile(loss="bce", optimizer=optimizers.RMSprop(0.005), metrics=["acc"])
    return model
