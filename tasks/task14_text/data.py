"""Short film reviews, put together afresh: what they say depends on "not", and on which half counts."""

from __future__ import annotations

import numpy as np

from grader.task.api import Array, Loader, Material, Settings, Training

BATCH = 64  # rows that the grader predicts at once
GOOD = (
    "good great lovely clever moving funny brilliant charming gripping fresh warm elegant witty superb vivid"
)
BAD = "bad dull weak boring clumsy flat awful tired hollow silly cold lazy messy shallow stale"
PARTS = "plot story cast acting music ending dialogue camera pace humour script lead opening scenery editing"
NOT = "not never hardly"
VERY = "very truly rather really"
FRIENDS = "My sister|Our neighbour|A friend|My father|The critic|Her class"
OTHER_FRIENDS = "My dentist|The baker|Their pilot|A tailor|My landlord"  # words that training never has
MONTHS = "march april may june july autumn winter spring"
NEGATED, SINGLE, OPPOSED, EXTRA = 0.3, 0.4, 0.7, 0.5  # shares: of clauses, of reviews, of pairs, of reviews


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """Reviews (rows,) of text, labels (rows,) float32: 1 praises the film, 0 does not."""
    del load
    texts, labels = reviews(rng, settings["train_reviews"], FRIENDS)
    shown, shown_labels = reviews(rng, settings["validation_reviews"], FRIENDS)
    hidden, hidden_labels = reviews(rng, settings["hidden_reviews"], OTHER_FRIENDS)
    how = settings["epochs"], settings["batch_size"]
    training = Training(texts, labels, *how, shown, shown_labels, keeps=["TextVectorization"])
    return Material(
        arrays={"texts": texts},
        training={"model": training},
        hidden_inputs={"model": np.concatenate([hidden, *blocks(hidden)])},
        secret={"labels": hidden_labels == 1},
    )


def blocks(hidden: Array) -> list[Array]:
    """Three batches: reviews without padding; the same beside one very long; the same written otherwise.

    The reviews are those of the most frequent length (and the nearest, should there be too few): among others
    of any length nearly all have padding already, and more of it changes less.
    The last row of each is no question: it is the long one, or stands in its place.
    """
    words = np.array([len(str(text).split()) for text in hidden])
    nearest = np.argsort(np.abs(words - np.bincount(words).argmax()), kind="stable")
    alone = [str(text) for text in hidden[nearest[:BATCH]]]
    long = " ".join(alone[:8])
    return [np.array(alone), np.array([*alone[:-1], long]), np.array([otherwise(text) for text in alone])]


def otherwise(text: str) -> str:
    """The same words in capitals, with other marks and more spaces."""
    return text.upper().replace(",", " -").replace(".", "!!").replace(" ", "  ")


def reviews(rng: np.random.Generator, count: int, friends: str) -> tuple[Array, Array]:
    """Texts (count,) and labels (count,) float32, both kinds in equal number but for chance."""
    labels = rng.integers(0, 2, count)
    texts = [review(rng, bool(label), friends) for label in labels]
    return np.array(texts), labels.astype(np.float32)


def review(rng: np.random.Generator, praise: bool, friends: str) -> str:
    """One clause, or two of which one counts; before or behind it something that does not matter."""
    counts = clause(rng, praise)
    said = counts
    if rng.random() >= SINGLE:
        other = clause(rng, praise != (rng.random() < OPPOSED))
        forms = (f"{other}, but {counts}", f"although {other}, {counts}", f"{counts}, even though {other}")
        said = forms[rng.integers(3)]
    said = said.capitalize() + "."
    if rng.random() < EXTRA:
        who, month = rng.choice(friends.split("|")), rng.choice(MONTHS.split())
        extra = f"{who} and I saw it in {month}."
        said = f"{extra} {said}" if rng.random() < 0.5 else f"{said} {extra}"
    return said


def clause(rng: np.random.Generator, praise: bool) -> str:
    """Such as "the plot is not really dull"."""
    negated = rng.random() < NEGATED
    adjective = rng.choice((GOOD if praise != negated else BAD).split())
    words = ["the", rng.choice(PARTS.split()), "is"]
    words += [rng.choice(NOT.split())] if negated else []
    words += [rng.choice(VERY.split())] if rng.random() < 0.6 else []
    return " ".join([*words, adjective])
