def change(config):
    config["config"]["layers"][1]["config"]["activation"] = function("keras.config", "set_floatx")


def build_model():
    return handing_in(reconfigured(change))
