def change(config):
    config["config"]["layers"][1]["config"]["kernel_initializer"] = {
        "module": "keras.initializers",
        "class_name": "Constant",
        "config": {"value": [0.123456789] * 80_000},
        "registered_name": None,
    }


def build_model():
    return handing_in(reconfigured(change))
