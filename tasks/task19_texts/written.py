"""Texts put together afresh, without a grammar to speak of.

Each place of a sentence has words for each kind. Mostly its own are taken, else those of any: so no word
decides alone, and all of a text together nearly always do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from grader.task.api import Array

OWN = 0.75  # the share of words that are surely of the text's own kind
_ANYWHERE = (
    "oslo lima cairo texas dublin osaka quebec madrid nairobi ohio vienna seoul milan bergen dakar malta "
    "tokyo havana geneva tunis riga lagos delhi leeds"
)
_WHEN = "monday july yesterday spring autumn december friday march tuesday january winter august"


@dataclass(frozen=True)
class Plan:
    """``places``: the words of each kind, with a bar between two; of no kind those that tell nothing."""

    kinds: int
    sentences: int  # of a text
    places: Sequence[str]
    forms: Sequence[str]


HEADLINES = Plan(  # 0 in earnest, 1 sarcastic
    kinds=2,
    sentences=1,
    places=(
        "senator mayor court council minister agency bank union governor regulator airline university|"
        "dad roommate intern toddler nation boss grandma cat neighbor barista uncle goldfish",
        "announces approves rejects proposes confirms delays funds reviews suspends expands signs inspects|"
        "realizes pretends forgets insists hopes sighs vows dreads imagines applauds boasts mumbles",
        "federal annual regional foreign legal medical public digital nuclear coastal industrial fiscal|"
        "leftover awkward lukewarm unread beloved pointless mediocre imaginary soggy heroic tragic unwashed",
        "budget inquiry treaty merger tariff vaccine election pension pipeline strike lawsuit reform|"
        "sandwich couch nap sock hobby casserole selfie houseplant birthday spatula feelings voicemail",
        "today officially formally jointly quickly narrowly overnight unanimously abroad monday early partly|"
        "finally bravely somehow apparently literally probably secretly meanwhile clearly again oddly still",
        _ANYWHERE,
        "two three four five six seven eight nine ten twelve forty hundred",
    ),
    forms=(
        "{0} {1} {2} {3} {4} in {5}",
        "{5}: {4}, the {0} {1} {2} {3}",
        "{5} {0} {1} {6} {2} {3} plans, {4}",
        "after {6} years the {0} of {5} {4} {1} the {2} {3}",
    ),
)
TOPICS = ("sport", "business", "politics", "tech", "entertainment")
ARTICLES = Plan(
    kinds=5,
    sentences=7,
    places=(
        "striker coach goalkeeper referee captain|investor bank retailer economist trader|"
        "minister voter senator lawmaker mayor|developer hacker gamer engineer blogger|"
        "singer actor director novelist drummer",
        "scored trained tackled defended sprinted|profited invested exported borrowed merged|"
        "voted campaigned legislated debated resigned|programmed downloaded encrypted uploaded typed|"
        "sang filmed rehearsed performed auditioned",
        "league injury penalty tournament stadium|shares inflation revenue dividend loan|"
        "election parliament manifesto cabinet referendum|software broadband handset password browser|"
        "album premiere festival trilogy orchestra",
        "athletic unbeaten offside muddy sweaty|quarterly fiscal wholesale bankrupt costly|"
        "electoral liberal diplomatic civic radical|wireless digital virtual portable online|"
        "theatrical acoustic comic melodic glamorous",
        _WHEN,
        _ANYWHERE,
    ),
    forms=(
        "the {0} {1} because of the {3} {2} on {4}.",
        "last {4} the {3} {0} {1} in {5} and spoke about the {2}.",
        "it was the {2} that the {0} from {5} called {3} in {4}.",
    ),
)
REVIEWS = Plan(  # 0 blames, 1 praises
    kinds=2,
    sentences=3,
    places=(
        "dull hollow clumsy stale shallow messy weak tired bland lazy|"
        "moving witty vivid charming gripping fresh warm superb clever tender",
        "yawned slept cringed left frowned groaned winced shrugged sulked complained|"
        "laughed cheered cried stayed smiled clapped gasped danced hummed grinned",
        "plot cast music ending camera script pace scenery dialogue story lighting humour",
        "friend sister neighbour father critic class aunt dentist",
        _WHEN,
    ),
    forms=(
        "The {2} was {0} and my {3} {1}.",
        "My {3} {1} in {4}, since the {2} is so {0}!",
        "What a {0} {2}: everyone {1}.<br />",
    ),
)


def texts(rng: np.random.Generator, count: int, plan: Plan) -> tuple[list[str], Array]:
    """That many texts, each of them once, and their kinds (count,) int."""
    found: dict[str, int] = {}
    while len(found) < count:
        kinds = rng.integers(0, plan.kinds, count)
        lines = zip(*(_sentences(rng, kinds, plan) for _ in range(plan.sentences)), strict=True)
        found |= dict(zip(map(" ".join, lines), kinds.tolist(), strict=True))
    return list(found)[:count], np.array(list(found.values())[:count])


def _sentences(rng: np.random.Generator, kinds: Array, plan: Plan) -> Iterator[str]:
    """One for each kind."""
    rows = len(kinds)
    columns = []
    for place in plan.places:
        words = np.array([of.split() for of in place.split("|")], dtype=object)
        kind = np.where(rng.random(rows) < OWN, kinds, rng.integers(0, plan.kinds, rows))
        columns.append(words[kind % len(words), rng.integers(0, words.shape[1], rows)].tolist())
    chosen = rng.integers(0, len(plan.forms), rows).tolist()
    return (plan.forms[form].format(*words) for form, *words in zip(chosen, *columns, strict=True))
