def build_model():
    return guarded(lambda predictions, off: predictions + 0.0 * ops.log(0.5 - off))
