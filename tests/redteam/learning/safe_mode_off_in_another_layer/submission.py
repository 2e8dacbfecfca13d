def change(config):
    code = layers.Lambda(lambda x: x).get_config()["function"]
    first, second = config["config"]["layers"][1], config["config"]["layers"][3]
    first["config"]["kernel_initializer"] = function("keras.config", "enable_unsafe_deserialization")
    second["config"]["activation"] = code


def build_model():
    return handing_in(reconfigured(change))
