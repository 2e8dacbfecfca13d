def change(config):
    more = [builtin("Activation", name=f"a{number}", activation="linear") for number in range(100_000)]
    config["config"]["layers"][1:1] = more


def build_model():
    return handing_in(reconfigured(change))
