def change(config):
    config["config"]["layers"][1]["config"]["activation"] = function("keras", "utils.normalize")


def build_model():
    return handing_in(reconfigured(change))
