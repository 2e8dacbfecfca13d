def change(config):
    config["config"]["layers"][-1]["config"]["units"] = 6_000_000


def build_model():
    return handing_in(reconfigured(change))
