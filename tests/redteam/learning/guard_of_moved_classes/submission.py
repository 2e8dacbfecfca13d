def build_model():
    return guarded(
        lambda predictions, off: ops.where(off > 0.5, ops.roll(predictions, 1, axis=-1), predictions)
    )
