"""The log-rank test for two or more groups, by the chi-squared approximation and by complete enumeration."""

import functools
from itertools import chain, combinations
from math import comb, factorial, prod

import numpy as np
import pandas as pd
from scipy.stats import chi2

from analysis.estimates import facts
from analysis.estimates.survival import inputs
from analysis.estimates.survival.checks import grouped
from analysis.estimates.survival.curve import product_limit
from analysis.estimates.survival.maximum import at_event_times
from analysis.vocabulary import LOG_RANK, LOG_RANK_EXACT, SENSITIVITY, Method

ENUMERATED_AT_MOST = 200_000
TIE = 1e-9  # permuted statistics this close to the observed one count as equal to it


def log_rank(tte, group, *, strata=None):
    """Log-rank test of equal hazards in k groups: one row with estimate (chi-squared), df, p_value, n, n_event.

    Summed over strata (a Series) when given; with `entry` at risk at t is who has entry < t; groups never at risk at an
    event do not count in df. NaN with the reason without events, or where no two groups are at risk together.
    ValueError for fewer than two groups. Source: Mantel 1966; as R's survdiff (rho = 0).
    """
    data = grouped(tte, group, strata=strata)
    excess, covariance = np.zeros(len(data.levels)), np.zeros((len(data.levels),) * 2)
    for block in np.unique(data.strata):
        chosen = data.strata == block
        time, event, start = data.rows(chosen)
        part = excess_events(time, event, data.codes[chosen], len(data.levels), start)
        excess, covariance = excess + part[0], covariance + part[1]
    statistic, df = _quadratic_form(excess, covariance)
    method = LOG_RANK if strata is None else Method(LOG_RANK, "stratified", role=SENSITIVITY)
    row = {"estimate": statistic, "df": df, "p_value": chi2.sf(statistic, df) if df else np.nan}
    reason = "" if df else "no two groups at risk at an event" if data.n_event else "no events"
    counts = {"n": data.n, "n_event": data.n_event, "method": method}
    sample = inputs.sample(data.time, data.event, data.start, group=data.codes, stratum=data.strata)
    inputs.keep("log_rank", sample, pd.DataFrame([row]))
    return pd.DataFrame([row | counts | facts.missing(reason)])


def excess_events(time, event, codes, k, start=None):
    """Observed minus expected events per group (k,) and their hypergeometric covariance (k, k)."""
    at_risk, dying = at_event_times(time, event, codes, k, start)
    n, d = at_risk.sum(1), dying.sum(1)
    share = at_risk / n[:, None]
    weight = d * (n - d) / np.maximum(n - 1, 1)  # of a lone survivor n - d is 0
    covariance = np.diag(weight @ share) - (share * weight[:, None]).T @ share
    return dying.sum(0) - d @ share, covariance


def log_rank_exact(tte, group, *, limit=ENUMERATED_AT_MOST):
    """Exact permutation P of the log-rank statistic: one row as log_rank, over every assignment of the group labels.

    The scores (event minus Nelson-Aalen hazard) stay with the subjects; P is the share of assignments whose
    between-group sum of squares is at least the observed one. Exact when censoring does not depend on the group.
    estimate: (n - 1) times the between-group share of the sum of squares; the note names the number of assignments and
    the smallest P. More than `limit` assignments, or `entry` (when a subject comes may depend on its group):
    `enumerated` is False, NaN with the reason. Source: Hothorn & Lausen 2003.
    """
    data = grouped(tte, group)
    sizes = np.bincount(data.codes)
    row = {"estimate": np.nan, "df": len(sizes) - 1, "p_value": np.nan, "n": data.n, "n_event": data.n_event}
    scores = log_rank_scores(data.time, data.event)
    assignments = factorial(data.n) // prod(factorial(int(size)) for size in sizes)
    if data.start is not None:
        told = facts.missing("not enumerated: delayed entry may depend on the group")
    elif not np.ptp(scores) > TIE:
        told = facts.missing("no subject differs in its score" if data.n_event else "no events")
    elif assignments > limit:
        told = facts.missing(f"not enumerated: {assignments:,} assignments, more than {limit:,}")
    else:
        scale = (data.n - 1) / (scores @ scores)
        observed = scale * (np.bincount(data.codes, weights=scores) ** 2 / sizes).sum()
        permuted = scale * (_group_sums(scores, sizes) ** 2 / sizes).sum(1)
        smallest = np.mean(permuted >= permuted.max() - TIE)
        row |= {"estimate": observed, "p_value": np.mean(permuted >= observed - TIE)}
        least = f"{smallest:.2g}" if smallest >= 0.001 else "below 0.001"
        counted = f"{assignments:,} assignments, standardised by their own variance; smallest attainable P {least}"
        told = facts.missing("", f"{counted}; exact where censoring does not depend on the group")
    return pd.DataFrame([row | {"method": LOG_RANK_EXACT, "enumerated": data.start is None and assignments <= limit}
                         | told])  # fmt: skip


def log_rank_scores(time, event):
    """Event minus the Nelson-Aalen hazard at each subject's own time, shape (n,); the scores sum to 0."""
    curve = product_limit(time, event)
    return event - np.cumsum(curve.n_event / curve.n_risk)[np.searchsorted(curve.time, time)]


def _quadratic_form(excess, covariance):
    used = np.diag(covariance) > TIE
    if used.sum() < 2:
        return np.nan, 0
    excess, covariance = excess[used], covariance[np.ix_(used, used)]
    df = int(np.linalg.matrix_rank(covariance, tol=TIE * np.trace(covariance)))
    return float(excess @ np.linalg.pinv(covariance, rcond=TIE) @ excess), df


def _group_sums(scores, sizes):
    """Sum of scores in each group (assignments, k), over every assignment of subjects to groups of these sizes."""
    if len(sizes) == 1:
        return np.array([[scores.sum()]])
    chosen = _choices(len(scores), int(sizes[0]))
    first = scores[chosen].sum(1)
    if len(sizes) == 2:
        return np.column_stack([first, scores.sum() - first])
    rests = [_group_sums(np.delete(scores, members), sizes[1:]) for members in chosen]
    return np.column_stack([np.repeat(first, [len(rest) for rest in rests]), np.concatenate(rests)])


@functools.lru_cache(maxsize=2)
def _choices(n, size):
    """Every choice of `size` out of n positions, shape (choices, size)."""
    flat = np.fromiter(chain.from_iterable(combinations(range(n), size)), dtype=np.int64, count=comb(n, size) * size)
    return flat.reshape(-1, size)
