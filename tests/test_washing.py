"""One module washes what a submission controls, and its page says which function serves which place."""

from __future__ import annotations

import ast
import inspect
import json
import re

import pytest
from conftest import ROOT

from grader import washing

PUBLIC = {
    name
    for name, value in vars(washing).items()
    if inspect.isfunction(value) and value.__module__ == washing.__name__ and not name.startswith("_")
}
HOSTILE = "\x1b[2J\u202e=cmd|x\n::error::<b>[a](http://b)\u200b\x00" + "\u0301" * 40


def test_the_page_names_every_function_and_no_other() -> None:
    table = (washing.__doc__ or "").split("=\n", 2)[2].rsplit("\n===", 1)[0]
    named = set(re.findall(r"`(\w+)`", table))
    assert PUBLIC - named == {"short_hash"}  # a part of file_stem, which washes nothing
    assert named <= PUBLIC


@pytest.mark.parametrize(
    "name", sorted(PUBLIC - {"short_hash", "legible", "for_command", "as_printed", "uncoloured"})
)
def test_nothing_that_cannot_be_seen_comes_through(name: str) -> None:
    text = json.dumps(HOSTILE, ensure_ascii=False) if name == "for_json" else HOSTILE
    washed = getattr(washing, name)(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\u200b\u202e]", washed)
    assert washed


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        (
            "Epoch 1/2\n\r1/12 - loss: 2\b\b\r12/12 - loss: 1\nEpoch 2/2\n",
            "Epoch 1/2\n12/12 - loss: 1\nEpoch 2/2\n",
        ),
        ("\r  0%|   | 0/6\r100%|###| 6/6\n", "100%|###| 6/6\n"),
        ("a line of Windows\r\nanother\r\n", "a line of Windows\nanother\n"),
        ("\x1b[1m3/3\x1b[0m \x1b[32m━━\x1b[0m\x1b[37m\x1b[0m 4ms/step\n", "3/3 ━━ 4ms/step\n"),
        ("still at work: 50%\r", "still at work: 50%"),
        ("one\rtwo\r", "two"),
        ("\r" * 100_000 + "end\n", "end\n"),
        ("", ""),
    ],
)
def test_of_a_line_that_is_written_over_the_last_state_is_kept(printed: str, shown: str) -> None:
    assert washing.as_printed(printed) == shown


def test_a_message_in_bold_keeps_no_half_of_its_codes() -> None:
    message = "\x1b[1mCould not reshape.\x1b[0m"  # as Keras raises it
    assert washing.clean(washing.uncoloured(message)) == "Could not reshape."


def test_a_workflow_command_ends_where_its_line_ends() -> None:
    assert "\n" not in washing.for_command(HOSTILE)
    assert not re.search("[:,\n]", washing.for_command("a:b,c\n::d", is_property=True))


def test_no_other_module_washes_text() -> None:
    found = set()
    host = (path for path in (ROOT / "grader").rglob("*.py") if path.parent.name != "inside")
    for path in host:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_function = isinstance(node, ast.FunctionDef)
            own = is_function and node.name in PUBLIC | {
                "shown",
                "_shown",
                "escape",
                "safe_name",
                "plain_text",
            }
            sees = isinstance(node, ast.Attribute) and ast.unparse(node) == "unicodedata.category"
            if own or sees:
                found.add(path.name)
    assert found == {"washing.py"}
