"""What the sandbox image is built from; no engine is needed to look at that."""

from __future__ import annotations

from pathlib import Path

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


def test_the_host_has_the_images_versions() -> None:
    """The local sandbox and the image run a submission on the same libraries."""
    root = Path(__file__).parent.parent
    pinned = [line for line in (root / "docker/requirements.in").read_text().splitlines() if "==" in line]
    known = (root / "constraints.txt").read_text().splitlines()
    assert [line for line in pinned if ";" not in line and line not in known] == []
