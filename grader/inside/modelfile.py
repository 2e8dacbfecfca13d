"""Opens the file of a saved model: only what Keras writes for a model of built-in layers.

Keras's safe mode refuses code, other libraries' models, and files named by path. What it makes objects of by
name it refuses by a list, which was too short more than once; and it unpacks an archive before it has looked
at all of it. So the archive must be such as Keras itself writes (its own members, stored as they are), and
every class and function that its configuration names must be one of those that :mod:`grader.inside.builtin`
lists. What Keras loads is written anew from what was looked at, so that no two readers can differ.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from grader.inside import builtin
from grader.inside.builtin import ForeignModelFile

MEMBERS = ("metadata.json", "config.json", "model.weights.h5")
ASSETS = "assets"  # the folder of vocabularies
CONFIG = 16 << 20  # bytes: an initializer or a vocabulary may stand in it as numbers and words
COMPILED = "compile_config"  # optimizer, loss and metrics, of which a prediction needs none


def load(data: bytes) -> Any:
    """The model in the bytes of a ``.keras`` file, not compiled.

    Raises:
        ForeignModelFile: where the file holds anything else; whatever Keras raises for what it cannot load.
    """
    import keras

    config = check(data)
    path = Path(f"{len(data)}.keras")
    path.write_bytes(_with_config(data, config))
    try:
        return keras.saving.load_model(path, compile=False, safe_mode=True)
    finally:
        path.unlink()


def check(data: bytes) -> Any:
    """The configuration, without what a model was compiled with; see :func:`parts`."""
    return parts(data)[0]


def parts(data: bytes, most: int = CONFIG, too_large: type[ValueError] = ForeignModelFile) -> tuple[Any, Any]:
    """The configuration, and apart from it what the model was compiled with, which nobody has looked at.

    Raises:
        ForeignModelFile: where the archive, or what its configuration names, is not of the kind expected.
        too_large: where the configuration has more than that many bytes.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ForeignModelFile("not a .keras archive") from error
    for entry in entries:
        if not _is_keras_own(entry.filename):
            raise ForeignModelFile(f"an archive with the member {entry.filename[:100]!r}")
        if entry.compress_type != zipfile.ZIP_STORED:
            raise ForeignModelFile(f"an archive with the compressed member {entry.filename!r}")
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names) or not set(MEMBERS) <= set(names):
        raise ForeignModelFile(f"an archive with the members {names[:10]}")
    size = archive.getinfo("config.json").file_size
    if size > most:
        raise too_large(f"a configuration of {size} bytes, where {most} are the most")
    config = json.loads(archive.read("config.json"))
    compiled = config.get(COMPILED) if isinstance(config, dict) else None
    look_through(config, builtin.check)
    return config, compiled


def look_through(config: Any, check: Callable[[dict[str, Any]], None]) -> None:
    """Check every class and function that is named in it, and leave out what models were compiled with."""
    for item in objects(config):
        if "class_name" in item:
            item.pop(COMPILED, None)
            check(item)


def flatten(model: Any) -> Iterator[Any]:
    """The layers of a model in order, nested models opened."""
    for layer in model.layers:
        if getattr(layer, "layers", None):
            yield from flatten(layer)
        else:
            yield layer


def _is_keras_own(name: str) -> bool:
    path = PurePosixPath(name)
    inside = path.parts[:1] == (ASSETS,) and ".." not in path.parts and "\\" not in name
    return name in MEMBERS or inside


def objects(config: Any) -> Iterator[dict[str, Any]]:
    """Every dictionary in it, outer ones first; without recursion, whose depth is the file's."""
    waiting = [config]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield item
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item


def _with_config(data: bytes, config: Any) -> bytes:
    """The same archive with that configuration."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(old.getinfo(name), json.dumps(config) if name == "config.json" else old.read(name))
    return out.getvalue()
