"""Counts with exact intervals: a share of subjects, as an estimate and as a result row; events per time or expected."""

import math

from scipy import stats

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
