import zipfile

TEXT = "<script>alert(1)</script>[bold]x[/nothing]\n::error::forged {{7*7}}{0}%s|`]]>\x1b[2J\x9b\u202e\u200b"


def model_file():
    config = {"module": TEXT, "class_name": TEXT, "config": {"name": TEXT}, "registered_name": TEXT}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("config.json", json.dumps(config))
        archive.writestr("metadata.json", json.dumps({"keras_version": TEXT, "date_saved": TEXT}))
        archive.writestr("model.weights.h5", TEXT)
    return out.getvalue()


def build_model():
    leave(result(body(built()), {"model/model": model_file()}))
