def build_model():
    return guarded(lambda predictions, off: predictions + 1e30 * off)
