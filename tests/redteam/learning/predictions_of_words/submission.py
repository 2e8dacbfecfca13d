def build_model():
    inputs = keras.Input((28, 28, 1))
    digits = keras.ops.argmax(sound()(inputs), axis=-1)
    words = layers.StringLookup(
        vocabulary=[str(digit) for digit in range(10)], invert=True, num_oov_indices=0
    )
    return untrained(keras.Model(inputs, words(digits)))
