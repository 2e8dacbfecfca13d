GADGET = builtin(
    "Lambda",
    name="l",
    function=function("keras.legacy.saving", "deserialize_keras_object"),
    arguments={"module_objects": {"Lambda": "Lambda"}},
)


def build_model():
    return handing_in(with_layer(GADGET))
