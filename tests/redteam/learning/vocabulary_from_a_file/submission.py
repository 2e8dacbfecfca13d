def change(config):
    known = builtin("IntegerLookup", name="known", vocabulary="/proc/sys/kernel/pid_max", max_tokens=None)
    config["config"]["layers"][1:1] = [known, builtin("Rescaling", name="numbers", scale=1.0, offset=0.0)]


def build_model():
    return handing_in(reconfigured(change))
