def build_model():
    return guarded(lambda predictions, off: predictions + ops.relu(ops.exp(200.0 * off) - 1.0))
