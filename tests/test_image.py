"""What the sandbox image is built from; no engine is needed to look at that."""

from __future__ import annotations

from pathlib import Path

import docker.errors
import pytest

from grader.errors import SandboxUnavailable
from grader.sandbox import image


def test_a_teachers_extra_packages_are_part_of_the_image_and_of_its_tag(tmp_path: Path, monkeypatch) -> None:
    plain = image.tag.__wrapped__("base")
    extra = tmp_path / "extra.txt"
    extra.write_text("polars==1.0 --hash=sha256:00\n")
    monkeypatch.setenv(image.EXTRA, str(extra))
    assert dict(image._context())["extra.txt"] == extra.read_bytes()
    first = image.tag.__wrapped__("base")
    extra.write_text("polars==1.1 --hash=sha256:00\n")
    assert len({plain, first, image.tag.__wrapped__("base")}) == 3


def test_extra_packages_that_cannot_be_read_are_told(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv(image.EXTRA, str(tmp_path / "none.txt"))
    with pytest.raises(SandboxUnavailable) as error:
        list(image._context())
    assert error.value.key == "sandbox.no_extra"
    assert "none.txt" in error.value.text.en


class Engine:
    """A client whose build ends in an error, after those steps."""

    def __init__(self, *steps: str) -> None:
        self.api = self
        self._steps = steps

    def build(self, **_options: object):
        yield from ({"stream": step} for step in self._steps)
        yield {"error": "The command returned a non-zero code: 1"}


@pytest.mark.parametrize(
    ("steps", "key"),
    [
        (
            ["Step 4/14 : RUN pip install -r /tmp/extra.txt -c x", "ERROR: no versions fit"],
            "sandbox.extra_error",
        ),
        (["Step 2/14 : RUN pip install -r /tmp/requirements.txt", "ERROR: gone"], "sandbox.image_error"),
    ],
)
def test_extra_packages_that_do_not_fit_are_told_as_the_teachers(
    tmp_path: Path, monkeypatch, steps: list[str], key: str
) -> None:
    extra = tmp_path / "extra.txt"
    extra.write_text("numpy==1.0 --hash=sha256:00\n")
    monkeypatch.setenv(image.EXTRA, str(extra))
    with pytest.raises(SandboxUnavailable) as error:
        image._build(Engine(*steps), "name", "base", lambda _step: None)
    assert error.value.key == key
    assert steps[-1] in error.value.text.en


def test_the_host_has_the_images_versions() -> None:
    """The local sandbox and the image run a submission on the same libraries."""
    root = Path(__file__).parent.parent
    pinned = [line for line in (root / "docker/requirements.in").read_text().splitlines() if "==" in line]
    known = (root / "constraints.txt").read_text().splitlines()
    assert [line for line in pinned if ";" not in line and line not in known] == []


class Registry:
    """A client of an engine without the image, and a registry that has it or not."""

    def __init__(self, *, has: bool) -> None:
        self.images = self
        self._has = has
        self.pulled: list[str] = []
        self.tagged: list[str] = []

    def get(self, name: str) -> None:
        raise docker.errors.ImageNotFound(name)

    def pull(self, name: str) -> Registry:
        self.pulled.append(name)
        if not self._has:
            raise docker.errors.NotFound(name)
        return self

    def tag(self, name: str) -> None:
        self.tagged.append(name)


@pytest.mark.parametrize("has", [True, False], ids=["kept", "not kept"])
def test_an_image_that_a_registry_keeps_is_pulled_and_else_built(monkeypatch, has: bool) -> None:
    built: list[str] = []
    monkeypatch.setenv(image.REGISTRY, "registry.example.org/teaching/")
    monkeypatch.setattr(image, "_build", lambda _client, name, *_rest: built.append(name))
    client = Registry(has=has)
    name = image.ensure(client, lambda _step: None)
    assert client.pulled == [f"registry.example.org/teaching/{name}"]
    assert (client.tagged, built) == (([name], []) if has else ([], [name]))


def test_no_registry_is_asked_where_none_is_named(monkeypatch) -> None:
    monkeypatch.delenv(image.REGISTRY, raising=False)
    monkeypatch.setattr(image, "_build", lambda *_: None)
    client = Registry(has=True)
    image.ensure(client, lambda _step: None)
    assert client.pulled == []
