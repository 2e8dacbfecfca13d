def change(config):
    layer = config["config"]["layers"][1]
    layer["registered_name"] = "builtins>eval"
    layer["config"]["activation"] = {
        "module": "builtins",
        "class_name": "function",
        "config": "eval",
        "registered_name": "eval",
    }


def build_model():
    return handing_in(reconfigured(change))
