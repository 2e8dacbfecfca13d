"""Completion in the shells themselves: each loads the script that `grade completion` prints."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BASH = """
eval "$(grade completion bash)"
complete -p grade >/dev/null || exit 9
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
_grade_completion grade
printf '%s\\n' "${COMPREPLY[@]}"
"""
FISH = """
grade completion fish | source
complete -C (string join -- ' ' $argv) | string split -f1 \\t
true
"""
# A terminal of its own, for zsh completes only there: the line editor is asked what it would offer.
ZSH = """
autoload -Uz compinit && compinit -u -d "$HOME/.zcompdump"
eval "$(grade completion zsh)"
[[ ${_comps[grade]} == _grade_completion ]] || exit 9
zmodload zsh/zpty
cat > "$HOME/.zshrc" <<'END'
PS1='> '
autoload -Uz compinit && compinit -u -d "$HOME/.zcompdump"
eval "$(grade completion zsh)"
zstyle ':completion:*' list-prompt ''
setopt no_beep
END
zpty shell env ZDOTDIR="$HOME" zsh -i
found=''
wait_for() {
  repeat 150; do
    while zpty -r -t shell line; do found+="$line"; done
    [[ $found == *$1* ]] && return
    sleep 0.2
  done
}
wait_for '> '
zpty -w -n shell "$(printf '%s' "$*")"$'\\t'
wait_for "$EXPECTED"
zpty -d shell
print -r -- "$found"
"""


def complete(shell: str, tmp_path: Path, *words: str, expected: str = "") -> str:
    """What the shell offers for the line, its last word unfinished."""
    program = shutil.which(shell)
    if program is None:
        if os.environ.get("GRADE_REQUIRE_SHELLS"):
            pytest.fail(f"GRADE_REQUIRE_SHELLS is set, but there is no {shell}")
        pytest.skip(f"{shell} is not installed here")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(tmp_path), "GRADE_LANG": "en", "LANG": "C.UTF-8"}
    environment |= {"TERM": "dumb", "EXPECTED": expected}
    options = {
        "bash": ["--norc", "-c", BASH, "bash"],
        "zsh": ["-f", "-c", ZSH, "zsh"],
        "fish": ["-c", FISH, "--"],
    }
    done = subprocess.run(
        [program, *options[shell], *words],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("shell", ["bash", "fish"])
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("grade", ""), ["task1", "task4", "exam", "doctor", "completion"]),
        (("grade", "ta"), ["tasks", "task1", "task2", "task3", "task4"]),
        (("grade", "gen"), ["generator"]),
        (("grade", "brief", "task"), ["task1", "task4"]),
        (("grade", "exam", "st"), ["start", "status"]),
        (("grade", "exam", "start", "fun"), ["fundamentals"]),
        (("grade", "batch", "x", "--exam", ""), ["fundamentals"]),
        (("grade", "task1", "x.py", "--sandbox", "d"), ["docker"]),
        (("grade", "task1", "x.py", "--se"), ["--seed"]),
        (("grade", "help", "ex"), ["exam"]),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_a_shell_completes(shell: str, tmp_path: Path, words: tuple[str, ...], offered: list[str]) -> None:
    found = complete(shell, tmp_path, *words).split()
    assert set(offered) <= set(found)


@pytest.mark.parametrize(
    ("words", "line"),
    [("grade doc", "doctor"), ("grade gen", "generator"), ("grade exam start f", "fundamentals")],
)
def test_zsh_completes(tmp_path: Path, words: str, line: str) -> None:
    assert line in complete("zsh", tmp_path, words, expected=line)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_is_printed_for_each_shell(grade, shell: str) -> None:
    ran = grade("completion", shell)
    assert ran.status == 0
    assert "_GRADE_COMPLETE" in ran.out


def test_another_shell_is_told_which_there_are(grade) -> None:
    ran = grade("completion", "csh")
    assert ran.status == 2
    assert "'bash', 'zsh', 'fish'" in ran.err
