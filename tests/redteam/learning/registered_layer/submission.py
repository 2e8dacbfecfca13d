@keras.saving.register_keras_serializable("exam")
class Sure(layers.Layer):
    def call(self, x):
        return keras.ops.one_hot(keras.ops.argmax(x, axis=-1), 10)


def build_model():
    model = sound()
    model.add(Sure())
    return untrained(model)
