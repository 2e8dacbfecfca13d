def build_model():
    def spoil(predictions, off):
        at = ops.cast(off[:, 0] * 1e9, "int32")
        return predictions + 0.0 * ops.take(ops.concatenate([predictions] * 2), at, axis=0) * 0.0

    return guarded(spoil)
