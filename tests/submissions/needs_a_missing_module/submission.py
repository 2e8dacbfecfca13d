def build_model():
    import pandas

    return pandas
