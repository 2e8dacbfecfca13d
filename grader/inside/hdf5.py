"""Opens a model that was saved as HDF5 (``mymodel.h5``): only what Keras writes for built-in layers.

HDF5 can name other files (links, external and virtual data), promise a shape of any size in a few bytes, and
hold Python of a Lambda layer. So every object must be stored in the file itself as it is, every class that
the configuration names must be one that :mod:`grader.inside.builtin` lists, and what Keras loads is written
anew from what was looked at, without what the model was compiled with.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.inside import builtin, modelfile
from grader.inside.builtin import ForeignModelFile

SIGNATURE = b"\x89HDF\r\n\x1a\n"
_CONFIG = "model_config"
_WEIGHTS = "model_weights"
_KEPT = ("backend", "keras_version")
_LISTS = (*_KEPT, "layer_names", "weight_names")  # long ones are cut into layer_names0, layer_names1 ...
_MOST_OBJECTS = 20_000
_MOST_DEPTH = 40  # of groups: Keras nests them by a model's name scopes
# The modules of classes that Keras 2 wrote without one, in the order in which they are looked up
_MODULES = ("keras.layers", "keras", "keras.initializers", "keras.regularizers", "keras.constraints")
_OLDER = {"BatchNormalizationV1": "BatchNormalization", "Policy": "DTypePolicy"}
# Of the functional API, and Keras 2's tuples: no more than JSON
_PLAIN = ("Functional", "Model", "__tuple__")


def load(data: bytes) -> Any:
    """The model in the bytes of an HDF5 file, not compiled.

    Raises:
        ForeignModelFile: where the file holds anything else; whatever Keras raises for what it cannot load.
    """
    import h5py
    import keras

    path = Path(f"{len(data)}.h5")
    try:
        with h5py.File(io.BytesIO(data), "r") as given, h5py.File(path, "w") as new:
            config = _config(given)
            for name in _KEPT:
                if name in given.attrs:
                    new.attrs[name] = given.attrs[name]
            new.attrs[_CONFIG] = json.dumps(config)
            _copy(given, new)
        return keras.saving.load_model(path, compile=False, safe_mode=True)
    except (OSError, KeyError, RuntimeError, TypeError) as error:  # h5py's for what is no sound file
        raise ForeignModelFile(f"not an HDF5 file of a model: {error}"[:300]) from error
    finally:
        path.unlink(missing_ok=True)


def _config(file: Any) -> Any:
    text = file.attrs.get(_CONFIG)
    if isinstance(text, bytes):
        text = text.decode(errors="replace")
    if not isinstance(text, str):
        raise ForeignModelFile("an HDF5 file without a model's configuration: weights alone are no model")
    if len(text) > modelfile.CONFIG:
        raise ForeignModelFile(
            f"a configuration of {len(text)} letters, where {modelfile.CONFIG} are the most"
        )
    try:
        config = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ForeignModelFile("a configuration that is no JSON") from error
    modelfile.look_through(config, _check)
    return config


def _check(item: dict[str, Any]) -> None:
    """As builtin.check; a class that is named without its module must be one of Keras's own as well."""
    if "module" in item:
        builtin.check(item)
        return
    name = _OLDER.get(str(item["class_name"]), item["class_name"])
    if name not in _PLAIN and not any(_is_built_in(module, name) for module in _MODULES):
        raise ForeignModelFile(f"a {str(name)[:100]} layer, which is not one of Keras's own")


def _is_built_in(module: str, name: Any) -> bool:
    try:
        builtin.check({"class_name": name, "module": module})
    except ForeignModelFile:
        return False
    return True


def _copy(given: Any, new: Any) -> None:
    """Copy the weights, object by object; raises ForeignModelFile at anything that is not stored there."""
    if _WEIGHTS not in given:
        raise ForeignModelFile("an HDF5 file without weights")
    for count, (name, item) in enumerate(_stored(given, _WEIGHTS)):
        if count > _MOST_OBJECTS:
            raise ForeignModelFile(f"an HDF5 file of more than {_MOST_OBJECTS} objects")
        made = new.create_dataset(name, data=item[()]) if hasattr(item, "dtype") else new.create_group(name)
        for key in item.attrs:
            if key.startswith(_LISTS):
                made.attrs[key] = item.attrs[key]


def _stored(file: Any, top: str) -> Iterator[tuple[str, Any]]:
    """The groups and data sets from there on, outer ones first; without following a link."""
    import h5py

    waiting, seen = [top], set()
    while waiting:
        name = waiting.pop()
        if name.count("/") > _MOST_DEPTH:
            raise ForeignModelFile(f"an HDF5 file whose groups are nested more than {_MOST_DEPTH} deep")
        if not isinstance(file.get(name, getlink=True), h5py.HardLink):
            raise ForeignModelFile(f"an HDF5 file with the link {name[:100]!r}")
        item = file[name]
        place = h5py.h5o.get_info(item.id).addr
        if place in seen:
            raise ForeignModelFile(f"an HDF5 file in which {name[:100]!r} stands twice")
        seen.add(place)
        if isinstance(item, h5py.Dataset):
            _check_data(name, item)
        elif isinstance(item, h5py.Group):
            waiting += [f"{name}/{key}" for key in item]
        else:
            raise ForeignModelFile(f"an HDF5 file with the type {name[:100]!r}")
        yield name, item


def _check_data(name: str, item: Any) -> None:
    plan = item.id.get_create_plist()
    if item.is_virtual or item.external or plan.get_nfilters():
        raise ForeignModelFile(f"an HDF5 file whose data {name[:100]!r} are elsewhere, or compressed")
    if item.dtype.kind not in "biuf":
        raise ForeignModelFile(f"an HDF5 file whose data {name[:100]!r} are no numbers")
    if item.size * item.dtype.itemsize > item.id.get_storage_size():
        raise ForeignModelFile(f"an HDF5 file whose data {name[:100]!r} are promised and not there")
