def build_model():
    inputs = keras.Input((28, 28, 1))
    return untrained(keras.Model(inputs, {"digit": sound()(inputs)}))
