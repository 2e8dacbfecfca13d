"""Korean particles after a word that is filled in: 을(를) becomes 을 or 를 by the word's last sound."""

from __future__ import annotations

import re

# As a sentence is written, and what hangulpy calls it. (이) is any ending of 이다: (이)라, (이)며
_PAIRS = {
    "을(를)": "을/를",
    "를(을)": "을/를",
    "이(가)": "이/가",
    "가(이)": "이/가",
    "은(는)": "은/는",
    "는(은)": "은/는",
    "와(과)": "와/과",
    "과(와)": "와/과",
    "(으)로": "으로/로",
    "(이)에": "이에요/예요",
    "(이)어": "이어요/여요",
}
_COPULA = "(이)"
_PARTICLE = re.compile("|".join(map(re.escape, _PAIRS)) + r"|\(이\)(?=[가-힣])")
_ARGUMENTS = re.compile(r"(?<=\S)\([^()]*\)$")  # build_model() is read as build_model
_QUIET = "'\"`’”)]}>.…,:;!? \n"  # closing marks, which have no sound
_MOST_DIGITS = 20  # of a number that is read; hangulpy raises for more than 72
_LAST_WORD = re.compile(r"[0-9][0-9,]*(?:[.][0-9]+)?$|[가-힣]$|(?<![A-Za-z])[A-Z]+$|[a-z%]$")
# How a loanword that ends in the letter ends in Korean. The letters left out go both ways: batch and epoch.
_ENDINGS = dict.fromkeys("adfioursxyz%", "아") | dict.fromkeys("mn", "안") | {"l": "알"}


def resolve(text: str) -> str:
    """The text with every double particle chosen; it stays double after a word whose sound is not known."""
    if not _PARTICLE.search(text):
        return text
    done, begin = "", 0
    for match in _PARTICLE.finditer(text):
        done += text[begin : match.start()]
        done += _chosen(_sound(done), match.group()) if done and not done[-1].isspace() else match.group()
        begin = match.end()
    return done + text[begin:]


def _sound(text: str) -> str:
    """What the last word sounds like at its end, as far as it matters; empty where that is not known."""
    word = _ARGUMENTS.sub("", text.rstrip("'\"`")).rstrip(_QUIET)
    match = _LAST_WORD.search(word)
    if match is None:
        return ""
    last = match.group() if "." not in match.group() else match.group()[-1]  # read digit by digit
    if len(last) > _MOST_DIGITS and last[0].isdigit():
        return ""
    return _ENDINGS.get(last, "") if last == "%" or (last.isascii() and last.islower()) else last


def _chosen(word: str, written: str) -> str:
    if not word:
        return written
    from hangulpy import has_batchim, josa_pick  # takes a moment to import, and most sentences need none

    if written == _COPULA:
        return "이" if has_batchim(word) else ""
    picked = josa_pick(word, _PAIRS[written])
    return picked.removesuffix("요") if written.startswith(_COPULA) else picked
