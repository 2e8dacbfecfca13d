def build_model():
    import polars

    return polars
