def build_model():
    first = lambda off: off * (1.0 - ops.minimum(1.0, ops.cumsum(off, axis=0) - off))
    return guarded(lambda predictions, off: predictions + 0.0 * ops.log(0.5 - first(off)))
