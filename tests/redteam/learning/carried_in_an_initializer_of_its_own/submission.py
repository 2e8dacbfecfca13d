VALUES = iter(learned())


@keras.saving.register_keras_serializable("keras.initializers")
class Learned(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None):
        return keras.ops.convert_to_tensor(next(VALUES))

    def get_config(self):
        return {}


def build_model():
    return untrained(network(lambda: {"kernel_initializer": Learned(), "bias_initializer": Learned()}))
