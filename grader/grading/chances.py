"""How likely a right solution falls below a threshold, estimated from a few gradings over seeds.

Two estimates, of which the larger counts, since a few seeds show little of a tail:

- **t**: the next value of a normal sample of unknown mean and variance, Student's t with n - 1 degrees of
  freedom at (limit - mean) / (s sqrt(1 + 1/n)): the prediction interval of any textbook of statistics.
- **tail**: below the lower quartile an exponential tail whose mean is that of the values' own excesses there
  (peaks over threshold with shape 0). It sees a long lower tail, which the normal one does not.

Neither can know of a failure that never happened. :func:`bound_below` assumes no form: the upper end of the
95 % interval of Clopper and Pearson for the share that falls below; where none of n did, about 3/n, as the
rule of three says.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

CONFIDENCE = 0.95
_TAIL = 0.25  # the share of the values that the tail is fitted to
_STEPS = 60  # of a bisection: exact to the last digits of a float


def quantiles(values: Sequence[float]) -> dict[str, float]:
    """Lowest, lower and upper decile, median and highest."""
    names = ("lowest", "decile", "median", "ninth_decile", "highest")
    found = np.quantile(np.asarray(values, float), [0.0, 0.1, 0.5, 0.9, 1.0])
    return {name: round(float(value), 6) for name, value in zip(names, found, strict=True)}


def chance_below(values: Sequence[float], limit: float) -> float | None:
    """The estimated chance that the next value is below ``limit``; None where there is but one value."""
    x = np.sort(np.asarray(values, float))
    if len(x) < 2:
        return None
    if x[0] == x[-1]:
        return float(x[0] < limit)
    return max(_by_t(x, limit), _by_tail(x, limit))


def bound_below(values: Sequence[float], limit: float) -> float:
    """The largest chance of falling below that the values do not contradict, at 95 % confidence."""
    from scipy import stats

    below = sum(value < limit for value in values)
    if below == len(values):
        return 1.0
    return float(stats.beta.ppf(CONFIDENCE, below + 1, len(values) - below))


def limit_at(values: Sequence[float], chance: float) -> float:
    """The highest limit below which the next value falls with that estimated chance at most."""
    x = np.asarray(values, float)
    spread = float(x.max() - x.min())
    if len(x) < 2 or spread == 0.0:
        return float(x.min())
    low, high = float(x.min()) - 100.0 * spread, float(x.max())
    for _ in range(_STEPS):
        middle = (low + high) / 2
        found = chance_below(values, middle)
        assert found is not None
        low, high = (middle, high) if found <= chance else (low, middle)
    return low


def _by_t(x: np.ndarray, limit: float) -> float:
    from scipy import stats

    scale = x.std(ddof=1) * np.sqrt(1 + 1 / len(x))
    return float(stats.t.cdf((limit - x.mean()) / scale, len(x) - 1))


def _by_tail(x: np.ndarray, limit: float) -> float:
    start = float(np.quantile(x, _TAIL))
    excesses = start - x[x < start]
    if limit >= start or not len(excesses):
        return float(np.mean(x < limit))
    return float(len(excesses) / len(x) * np.exp(-(start - limit) / excesses.mean()))
