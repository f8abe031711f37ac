"""Kaplan-Meier curves and numbers at risk of the two groups of a split, fast enough for hundreds of figures."""

from typing import NamedTuple

import numpy as np

from analysis.estimates.survival.curve import product_limit


class Course(NamedTuple):
    """One group: the steps of its curve, who was censored where, and counts at the times of the risk table.

    `time`, `estimate` begin at (0, 1) and end at the last follow-up; n_risk counts time >= t, the others before t.
    """

    name: str
    n: int
    time: np.ndarray
    estimate: np.ndarray
    censored: np.ndarray
    censored_estimate: np.ndarray
    n_risk: np.ndarray
    n_censor: np.ndarray
    n_event: np.ndarray


def group_curves(tte, high, times):
    """The Course of the low group and of the high one; `high`: bool per row of `tte`, `times`: of the risk table."""
    time, event = tte["time"].to_numpy(float), tte["event"].to_numpy(bool)
    high, times = np.asarray(high, bool), np.asarray(times, float)
    return [_course(name, time[part], event[part], times) for name, part in (("low", ~high), ("high", high))]


def _course(name, time, event, times):
    curve = product_limit(time, event)
    step, censored = curve.n_event > 0, curve.n_censor > 0
    before = np.searchsorted(curve.time, times, side="left")
    events, leaving = (np.cumsum([0, *counts])[before] for counts in (curve.n_event, curve.n_censor))
    steps = np.concatenate([[0.0], curve.time[step], curve.time[-1:]])
    estimate = np.concatenate([[1.0], curve.survival[step], curve.survival[-1:]])
    marks = curve.time[censored], curve.survival[censored]
    return Course(name, len(time), steps, estimate, *marks, len(time) - events - leaving, leaving, events)
