"""Log-rank and Cox for many two-group splits of the same subjects at once, in blocks that fit the processor's cache."""

from importlib.util import find_spec
from typing import NamedTuple

import numpy as np

from analysis.estimates.cutoff.timeline import at_risk

LARGE = 40_000_000  # subjects × splits from which a call saves about what loading compiled code costs, 0.4 s
CELLS = 131_072  # subjects × splits of a block, small enough that the working arrays stay in the cache
TOLERANCE = 1e-6  # of a Newton step; the error after it is of the order of its square
BOUND, ITERATIONS = 30.0, 60  # |log HR| beyond which no estimate is looked for; Newton steps at most


class Fits(NamedTuple):
    """One value per split: log-rank O−E and its variance, Cox log hazard ratio (high against low) and its error.

    `monotone` is 1 or −1 where the likelihood has no maximum (all events while both groups are at risk fall in one
    group, HR to infinity or zero); there `beta` and `se` are NaN, as they are where `variance` is 0.
    """

    difference: np.ndarray
    variance: np.ndarray
    beta: np.ndarray
    se: np.ndarray
    monotone: np.ndarray

    @property
    def chisq(self):
        """The log-rank χ² on one degree of freedom, NaN where no event tells the groups apart."""
        return np.where(self.variance > 0, self.difference**2, np.nan) / np.where(self.variance > 0, self.variance, 1)


def fits(line, high, compiled=None):
    """Fits of every column of `high` (bool, subjects × splits; True = high group) on a Timeline, ties by Efron.

    compiled: the same by machine code, which needs numba and differs in rounding only (True), by numpy alone (False),
    or (None) by machine code if numba is installed and subjects × splits reach `LARGE`: a table of ordinary size is
    the same to the last bit wherever it is made.
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
    """The two numbers of every event as one: at risk in the high group over the low group, events × splits.

    Of tied events Efron takes a growing share of the tied off both numbers. Infinite where the low group is empty.
    """
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
        inside = (after >= low[todo]) & (after <= high[todo])
        after = np.where(inside, after, (low[todo] + high[todo]) / 2)
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
