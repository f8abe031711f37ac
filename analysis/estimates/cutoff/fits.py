"""Log-rank, Cox and Firth for many two-group splits of the same subjects at once, in blocks that fit the cache."""

from collections import namedtuple
from importlib.util import find_spec

import numpy as np
from scipy import stats


class Timeline(namedtuple("Timeline", "order scores last n_risk n_event starts deaths row fraction")):
    """Event times, latest first. Per subject: `order` (positions), `scores` (event minus Nelson-Aalen, as given).

    Per event time: `last` (place in `order` of the last at risk), `n_risk`, `n_event`, `starts` (into `deaths`). Per
    event: `deaths` (subjects), `row` (its event time), `fraction` (Efron: share of tied events taken off).
    """


def timeline(time, event):
    """The Timeline of follow-up times and event flags (arrays of n; a subject is at risk up to its own time)."""
    order = np.argsort(-time, kind="stable")
    deaths = order[event[order]]
    times, n_event = np.unique(-time[deaths], return_counts=True)
    n_risk = np.searchsorted(-time[order], times, side="right")
    starts = np.cumsum(n_event) - n_event
    row = np.repeat(np.arange(len(times)), n_event)
    fraction = (np.arange(len(deaths)) - starts[row]) / n_event[row]
    cumulative = np.concatenate([[0.0], np.cumsum((n_event / n_risk)[::-1])])
    scores = event - cumulative[np.searchsorted(-times[::-1], time, side="right")]
    return Timeline(order, scores, n_risk - 1, n_risk, n_event, starts, deaths, row, fraction)


def at_risk(line, high):
    """How many of the high group are at risk at each event time: float array, event times × splits."""
    return np.cumsum(high[line.order], axis=0, dtype=np.int32)[line.last].astype(float)


LARGE = 40_000_000  # subjects × splits from which a call saves about what loading compiled code costs, 0.4 s
CELLS = 131_072  # subjects × splits of a block, small enough that the working arrays stay in the cache
TOLERANCE = 1e-6  # of a Newton step; the error after it is of the order of its square
BOUND, ITERATIONS = 30.0, 60  # |log HR| beyond which no estimate is looked for; Newton steps at most
HALF_WIDTH = stats.chi2.ppf(0.95, 1) / 2  # of a 95 % profile interval, in log likelihood
ROOT_TOLERANCE, ROOT_ITERATIONS = 1e-9, 100  # of Firth's estimate and its limits


class Fits(namedtuple("Fits", "difference variance beta se monotone")):
    """Per split: log-rank O−E, its variance; Cox log hazard ratio and error, NaN without maximum (`monotone` ±1)."""

    @property
    def chisq(self):
        """The log-rank χ² on one degree of freedom, NaN where no event tells the groups apart."""
        return np.where(self.variance > 0, self.difference**2, np.nan) / np.where(self.variance > 0, self.variance, 1)


def fits(line, high, compiled=None):
    """Fits of every column of `high` (bool, subjects × splits; True = high group) on a Timeline, ties by Efron.

    compiled: by machine code, which differs in rounding only (True), by numpy (False), or (None) by machine code where
    numba is there and subjects × splits reach `LARGE`: an ordinary table is the same to the last bit anywhere.
    """
    engine = _engine(high.size >= LARGE and find_spec("numba") is not None if compiled is None else compiled)
    width = max(1, CELLS // max(1, len(high)))
    blocks = [_block(line, high[:, at : at + width], *engine) for at in range(0, high.shape[1], width)]
    return Fits(*(np.concatenate(part) for part in zip(*blocks, strict=True))) if blocks else Fits(*np.empty((5, 0)))


def log_rank(line, high, n_high=None):
    """The log-rank difference O−E and its hypergeometric variance of every split: two arrays."""
    n_high = at_risk(line, high) if n_high is None else n_high
    n, d = line.n_risk, line.n_event
    weight = d * (n - d) / (np.maximum(n - 1, 1) * n.astype(float) ** 2)
    return line.scores @ high, weight @ (n_high * (n[:, None] - n_high))


def odds(line, high, n_high):
    """At risk in the high over the low group (empty: infinite), less Efron's share of the tied: events × splits."""
    if len(line.deaths) > len(line.last):
        died = np.add.reduceat(high[line.deaths], line.starts, axis=0, dtype=float)
        share = line.fraction[:, None]
        n_high = n_high[line.row] - share * died[line.row]
        total = line.n_risk[line.row][:, None] - share * line.n_event[line.row][:, None]
    else:
        total = line.n_risk[:, None].astype(float)
    return n_high / (total - n_high)


def _engine(compiled):
    """The two functions that a block and Newton's method rest on."""
    if not compiled:
        return _counts, _derivatives
    from analysis.estimates.cutoff import compiled as machine  # here, as it cannot be imported without numba

    return machine.counts, machine.derivatives


def _block(line, high, counts, derivatives):
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        difference, variance, ratio, died, positive, infinite = counts(line, high)
        monotone = (died == positive) * 1 - (died == infinite) * 1
        fitted = (monotone == 0) & (variance > 1e-12)
        beta, se = np.full((2, high.shape[1]), np.nan)
        start, ratio = difference[fitted] / variance[fitted], ratio if fitted.all() else ratio[:, fitted]
        beta[fitted], se[fitted] = _newton(ratio, died[fitted], start, derivatives)
    return difference, variance, beta, se, monotone


def _counts(line, high):
    """Log-rank difference and variance, `odds`, events in the high group, odds above zero and infinite, by split."""
    n_high = at_risk(line, high)
    ratio = odds(line, high, n_high)
    died = high[line.deaths].sum(axis=0)
    return *log_rank(line, high, n_high), ratio, died, (ratio > 0).sum(axis=0), np.isinf(ratio).sum(axis=0)


def _newton(ratio, died, beta, derivatives):
    """The maximum of each column's partial likelihood and its standard error, from a start, kept between bounds."""
    beta, se = np.clip(beta, -5, 5), np.empty(len(beta))
    low, high, todo = np.full(len(beta), -BOUND), np.full(len(beta), BOUND), np.arange(len(beta))
    for _ in range(ITERATIONS):
        score, information = derivatives(ratio, died[todo], beta[todo])
        se[todo] = information**-0.5
        low[todo], high[todo] = np.where(score > 0, beta[todo], low[todo]), np.where(score < 0, beta[todo], high[todo])
        after = beta[todo] + score / information
        after = np.where((after >= low[todo]) & (after <= high[todo]), after, (low[todo] + high[todo]) / 2)
        going = np.abs(after - beta[todo]) > TOLERANCE
        beta[todo] = after
        if not going.any():
            break
        if going.mean() < 0.75:
            ratio, todo = ratio[:, going], todo[going]
    return beta, se


def _derivatives(ratio, died, beta):
    """First and minus second derivative of the log likelihood, by the chance that each event is in the low group."""
    low = ratio * np.exp(beta)
    low += 1
    np.reciprocal(low, out=low)
    total = low.sum(axis=0)
    return died - len(ratio) + total, total - np.einsum("ij,ij->j", low, low)


class Firth(namedtuple("Firth", "beta low high p_value")):
    """One value per split: log hazard ratio, limits of its profile interval, penalised likelihood-ratio P."""


def firth(line, high):
    """The Firth fit, 95 % profile limits, of `high` as in `fits`, ties by Efron. Source: Heinze & Schemper 2001."""
    died = high[line.deaths].sum(axis=0)
    with np.errstate(divide="ignore"):
        share = 1 / (1 + 1 / odds(line, high, at_risk(line, high)))
    top = np.full(len(died), BOUND)
    beta = _root(lambda b: (_score(b, share, died), -_weights(b, share)[2].sum(axis=0)), -top, top)
    best = _likelihood(beta, share, died)

    def above(b):
        return _likelihood(b, share, died) - best + HALF_WIDTH, _score(b, share, died)

    p_value = stats.chi2.sf(2 * np.maximum(best - _likelihood(0 * beta, share, died), 0), 1)
    return Firth(beta, _root(above, beta, -top), _root(above, beta, top), p_value)


def profile(line, high, beta):
    """Profile limits of log hazard ratios and their likelihood-ratio P, three arrays.

    beta: the maxima that `fits` found, ±BOUND where there is none: the limit on that side is then infinite.
    """
    width = max(1, CELLS // max(1, len(high)))
    blocks = [_profiled(line, high[:, at : at + width], beta[at : at + width]) for at in range(0, len(beta), width)]
    return np.concatenate(blocks, axis=1) if blocks else np.empty((3, 0))


def _profiled(line, high, beta):
    died, top = high[line.deaths].sum(axis=0), np.full(len(beta), BOUND)
    with np.errstate(divide="ignore"):
        share = 1 / (1 + 1 / odds(line, high, at_risk(line, high)))

    other = 1 - share

    def value(b):
        return b * died - np.log(other + share * np.exp(b)).sum(axis=0)

    best = value(beta)

    def above(b):
        ratio = share * np.exp(b)
        whole = other + ratio
        return b * died - np.log(whole).sum(axis=0) - best + HALF_WIDTH, died - (ratio / whole).sum(axis=0)

    low, upper = (np.where(beta == side, side * np.inf, _root(above, beta, side)) for side in (-top, top))
    return np.array([low, upper, stats.chi2.sf(2 * np.maximum(best - value(0 * beta), 0), 1)])


def telling(line, high):
    """How many events of every split happened while both groups were at risk."""
    n_high = at_risk(line, high)
    return line.n_event @ ((n_high > 0) & (n_high < line.n_risk[:, None]))


def _weights(beta, share):
    ratio = share * np.exp(beta)
    whole = 1 - share + ratio
    return ratio, whole, ratio * (1 - share) / whole**2


def _score(beta, share, died):
    ratio, whole, weight = _weights(beta, share)
    bend = (weight * (1 - share - ratio) / whole).sum(axis=0)
    return died - (ratio / whole).sum(axis=0) + bend / (2 * weight.sum(axis=0))


def _likelihood(beta, share, died):
    _, whole, weight = _weights(beta, share)
    return beta * died - np.log(whole).sum(axis=0) + np.log(weight.sum(axis=0)) / 2


def _root(function, above, below):
    """Where each value of a function (returns value and slope) falls to zero between `above` (> 0) and `below`."""
    above, below = above.copy(), below.copy()
    at = np.where(np.abs(above) < BOUND, above + np.sign(below), 0.0)
    for _ in range(ROOT_ITERATIONS):
        value, slope = function(at)
        above, below = np.where(value > 0, at, above), np.where(value > 0, below, at)
        after = at - value / slope
        after = np.where((after - above) * (after - below) < 0, after, (above + below) / 2)
        moved, at = np.abs(after - at).max(initial=0), after
        if moved < ROOT_TOLERANCE:
            break
    return at
