def build_model():
    model = untrained(sound())
    found = members(model)
    config = json.loads(found["config.json"])
    config["config"]["layers"][1]["config"]["more"] = [0.123456789] * 8_000_000
    found["config.json"] = json.dumps(config).encode()
    model.save = lambda path, *args, **kwargs: open(path, "wb").write(packed(found.items()))
    return model
