"""Firth's penalised Cox estimate for many two-group splits at once: finite where all events fall in one group."""

from typing import NamedTuple

import numpy as np
from scipy import stats

from analysis.estimates.cutoff.fits import BOUND, odds
from analysis.estimates.cutoff.timeline import at_risk

HALF_WIDTH = stats.chi2.ppf(0.95, 1) / 2  # of a 95 % profile interval, in log likelihood
TOLERANCE, ITERATIONS = 1e-9, 100


class Firth(NamedTuple):
    """One value per split: log hazard ratio, limits of its profile interval, penalised likelihood-ratio P."""

    beta: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p_value: np.ndarray


def firth(line, high):
    """The Firth fit of every column of `high` (bool, subjects × splits) on a Timeline, ties by Efron.

    The log likelihood is increased by half the log of the information; limits are where twice its fall is the 95 %
    point of χ² on one degree of freedom. Source: Heinze & Schemper 2001, Biometrics 57:114.
    """
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
    for _ in range(ITERATIONS):
        value, slope = function(at)
        above, below = np.where(value > 0, at, above), np.where(value > 0, below, at)
        after = at - value / slope
        between = (after - above) * (after - below) < 0
        after = np.where(between, after, (above + below) / 2)
        moved, at = np.abs(after - at).max(initial=0), after
        if moved < TOLERANCE:
            break
    return at
