def build_model():
    inputs = keras.Input((28, 28, 1))
    return untrained(keras.Model(inputs, keras.ops.reshape(sound()(inputs), (-1, 20))))
