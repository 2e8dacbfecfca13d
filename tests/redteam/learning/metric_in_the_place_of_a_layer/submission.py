def build_model():
    metric = builtin("MeanMetricWrapper", name="m", fn=function("keras.utils", "get_file"))
    return handing_in(with_layer(metric | {"module": "keras.metrics"}))
