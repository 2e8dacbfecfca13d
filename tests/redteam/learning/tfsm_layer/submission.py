LAYER = builtin(
    "TFSMLayer", name="t", filepath="/work/saved", call_endpoint="serve", call_training_endpoint=None
)


def build_model():
    return handing_in(with_layer(LAYER))
