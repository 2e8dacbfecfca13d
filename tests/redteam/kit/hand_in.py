# Put before a submission of task2: models that are not trained, and model files of one's own making.
import io
import json
import os
import tempfile
import zipfile

import keras
from keras import layers


def sound():
    """What task2 asks for, but nobody has trained it."""
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(8, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(8, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )


def untrained(model):
    """The model, compiled so that training changes nothing."""
    model.compile(keras.optimizers.SGD(0.0), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def members(model):
    """The members of the model's own file, by name."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        keras.Model.save(model, path)
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


def packed(found, how=zipfile.ZIP_STORED):
    """An archive of those (name or ZipInfo, content) pairs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in found:
            archive.writestr(name, content, how)
    return out.getvalue()


def handing_in(content):
    """A model in whose place those bytes are saved."""
    model = untrained(sound())

    def save(path, *args, **kwargs):
        with open(path, "wb") as file:
            file.write(content)

    model.save = save
    return model


def reconfigured(change):
    """The file of a sound model whose configuration was changed."""
    found = members(sound())
    config = json.loads(found["config.json"])
    change(config)
    found["config.json"] = json.dumps(config).encode()
    return packed(found.items())


def with_layer(layer, at=1):
    """The file of a sound model with one more layer in its configuration."""
    return reconfigured(lambda config: config["config"]["layers"].insert(at, layer))


def reweighted(change):
    """The file of a sound model whose weights, an open HDF5 file, were changed."""
    import h5py

    found = members(sound())
    weights = io.BytesIO(found["model.weights.h5"])
    with h5py.File(weights, "r+") as file:
        change(file)
    found["model.weights.h5"] = weights.getvalue()
    return packed(found.items())


KERNEL = "layers/dense/vars/0"  # in the weights of a sound model


def builtin(kind, **config):
    """The configuration of a layer of Keras's own."""
    return {"module": "keras.layers", "class_name": kind, "config": config, "registered_name": None}


def function(module, name):
    """The configuration of a function, as Keras writes it."""
    return {"module": module, "class_name": "function", "config": name, "registered_name": name}
