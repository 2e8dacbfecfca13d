"""Whatever strangers leave in a class folder or an archive: nobody gains a point by it or loses one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import strangers
from .strangers import STRANGERS, ZIPPED, Graded, Stranger


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADE_LANG", "en")
        patch.setenv("GRADE_STATE", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="module")
def graded(state: None, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """One class with every stranger in it: none of them stops the others."""
    base = tmp_path_factory.mktemp("strangers")
    return strangers.graded_class(strangers.made_class(base), base / "out", "--sandbox", "local")


@pytest.fixture(scope="module")
def graded_zip(state: None, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    base = tmp_path_factory.mktemp("zipped")
    return strangers.graded_zip(strangers.made_zip(base / "class.zip"), base / "out", "--sandbox", "local")


def test_there_are_thirty_strangers_and_more() -> None:
    assert len(STRANGERS) >= 45
    assert len({one.name for one in STRANGERS}) == len(STRANGERS)


@pytest.mark.parametrize("one", STRANGERS, ids=lambda one: one.name)
def test_stranger_gains_nothing(graded: Graded, one: Stranger) -> None:
    assert graded.wrong(one) == []


def test_strangers_cost_their_neighbour_nothing_and_show_nothing_of_the_outside(graded: Graded) -> None:
    assert graded.neighbours() == []
    assert graded.status == 3  # for what could not be read


@pytest.mark.parametrize(("what", "student", "outcome", "told"), ZIPPED, ids=lambda value: None)
def test_stranger_in_an_archive_gains_nothing(
    graded_zip: Graded, what: str, student: str, outcome: str, told: str
) -> None:
    assert graded_zip.wrong(Stranger(what, "", student, outcome, told, lambda _place: None)) == []


def test_archive_is_graded_as_the_class_that_was_packed(graded_zip: Graded) -> None:
    assert graded_zip.neighbours() == []
    assert graded_zip.status == 0
