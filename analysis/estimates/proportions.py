"""Counts with their intervals: a share of subjects, the difference of two, each as result rows; events per time."""

import math

import numpy as np
import pandas as pd
from numpy.polynomial import Polynomial
from scipy import stats
from scipy.optimize import brentq

from analysis import vocabulary
from analysis.estimates import facts


def clopper_pearson(n_event, n, *, conf_level=0.95):
    """The share `n_event / n` (0–1) with its exact Clopper-Pearson interval: `(estimate, conf_low, conf_high)`.

    Three NaN when `n` is 0. `ValueError` for counts that are not whole or not within 0 ≤ n_event ≤ n.
    """
    if n_event != int(n_event) or n != int(n) or not 0 <= n_event <= n:
        raise ValueError(f"clopper_pearson: {n_event!r} of {n!r}; expected whole counts with 0 <= n_event <= n")
    if n == 0:
        return math.nan, math.nan, math.nan
    interval = stats.binomtest(int(n_event), int(n)).proportion_ci(conf_level, method="exact")
    return n_event / n, float(interval.low), float(interval.high)


def poisson_interval(count, time, *, conf_level=0.95):
    """Events per unit of time with exact limits (Garwood 1936): `(estimate, conf_low, conf_high)`, NaN without time."""
    tail = (1 - conf_level) / 2
    low = stats.chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    high = stats.chi2.ppf(1 - tail, 2 * count + 2) / 2
    return (count / time, low / time, high / time) if time > 0 else (math.nan,) * 3


def row(n_event, n, **keys):
    """One result row (a dict) of estimand `proportion`: estimate, interval, n and n_event beside the given keys."""
    estimate, low, high = clopper_pearson(n_event, n)
    values = {"estimate": estimate, "conf_low": low, "conf_high": high, "n": int(n), "n_event": int(n_event)}
    missing = {} if n else facts.missing("no subjects")
    return {"estimand": "proportion", "method": vocabulary.CLOPPER_PEARSON, **values, **missing, **keys}


def difference(n_event, n, reference_event, reference_n, *, conf_level=0.95):
    """The difference of two shares with its score interval (Miettinen & Nurminen 1985): (estimate, low, high).

    Three NaN where a group has no subjects. ValueError for counts as `clopper_pearson`.
    """
    first, second = clopper_pearson(n_event, n)[0], clopper_pearson(reference_event, reference_n)[0]
    apart = first - second
    if math.isnan(apart):
        return math.nan, math.nan, math.nan
    counts, allowed = (n_event, n, reference_event, reference_n), stats.chi2.ppf(conf_level, 1)

    def excess(limit):
        return (apart - limit) ** 2 - allowed * _variance(limit, *counts)

    near = 1e-9  # beside the estimate itself, where the variance of shares of 0 or 1 vanishes
    low = brentq(excess, -1, apart - near, xtol=1e-12) if apart - near > -1 else -1.0
    high = brentq(excess, apart + near, 1, xtol=1e-12) if apart + near < 1 else 1.0
    return apart, low, high


def _variance(apart, n_event, n, reference_event, reference_n):
    """The variance of a difference of shares under the likelihood's maximum given that they are so far apart."""
    share, total = Polynomial([0, 1]), n + reference_n
    score = share * (1 - share) * (n_event - n * (share + apart))
    score += (share + apart) * (1 - share - apart) * (reference_event - reference_n * share)
    low, high = max(0.0, -apart), min(1.0, 1 - apart)
    second = np.clip(np.sort(score.roots().real)[1], low, high)  # of three real roots one lies within the limits
    first = second + apart
    return (first * (1 - first) / n + second * (1 - second) / reference_n) * total / (total - 1)


def by_group(flags, group, *, reference, compared=None, **keys):
    """Result rows of the share of each level with each flag, and of its difference from the reference level.

    flags: bool columns by subject, of which each is the `at` of its rows; group: a categorical Series named as the
    grouping, without which a subject does not count; compared: the flags with differences (default all).
    """
    known = group.reindex(flags.index).dropna()
    levels = [level for level in known.cat.categories if (known == level).any()]
    rows, keys = [], {"grouping": group.name, **keys}
    for name in flags:
        counts = {level: (int(flags.loc[known.index[known == level], name].sum()), int((known == level).sum()))
                  for level in levels}  # fmt: skip
        rows += [row(*counts[level], group=level, at=name, **keys) for level in levels]
        if reference in levels and (compared is None or name in compared):
            others = {level: counts[level] for level in levels if level != reference}
            keyed = {"reference": reference, "at": name, **keys}
            rows += [_difference_row(own, counts[reference], group=level, **keyed) for level, own in others.items()]
    return pd.DataFrame(rows)


def _difference_row(counts, others, **keys):
    values = dict(zip(("estimate", "conf_low", "conf_high"), difference(*counts, *others), strict=True))
    sizes = {"n_event": counts[0] + others[0], "n": counts[1] + others[1], "unit": "proportion"}
    return {"estimand": "difference", "method": vocabulary.MIETTINEN_NURMINEN, **values, **sizes, **keys}
