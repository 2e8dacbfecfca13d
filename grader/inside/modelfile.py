"""Opens the file of a saved model: only what Keras writes for a model of built-in layers.

Keras's safe mode refuses code, other libraries' models, and files named by path. What a ``Lambda`` layer may
call by name it refuses by a list, which was too short more than once; and it unpacks an archive before it has
looked at all of it. So the archive must be such as Keras itself writes (its own members, stored as they are),
and no layer may be of a kind whose work is code from elsewhere.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

MEMBERS = ("metadata.json", "config.json", "model.weights.h5")
ASSETS = "assets"  # the folder of vocabularies
FOREIGN = ("Lambda", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer")


class ForeignModelFile(ValueError):
    """The file is not what Keras writes for a model of built-in layers."""


def load(data: bytes) -> Any:
    """The model in the bytes of a ``.keras`` file, not compiled.

    Raises:
        ForeignModelFile: where the file holds anything else; whatever Keras raises for what it cannot load.
    """
    import keras

    check(data)
    path = Path(f"{len(data)}.keras")
    path.write_bytes(data)
    try:
        return keras.saving.load_model(path, compile=False, safe_mode=True)
    finally:
        path.unlink()


def check(data: bytes) -> None:
    """Raise ForeignModelFile where the archive or a layer in it is not of the kind that is expected."""
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
    for kind in _kinds(json.loads(archive.read("config.json"))):
        if kind in FOREIGN:
            raise ForeignModelFile(f"a {kind} layer")


def _is_keras_own(name: str) -> bool:
    path = PurePosixPath(name)
    inside = path.parts[:1] == (ASSETS,) and ".." not in path.parts and "\\" not in name
    return name in MEMBERS or inside


def _kinds(config: Any) -> Iterator[Any]:
    """Every ``class_name`` in the configuration; without recursion, whose depth would be the file's."""
    waiting = [config]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield item.get("class_name")
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
