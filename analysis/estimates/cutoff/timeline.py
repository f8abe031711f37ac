"""One endpoint sorted once: everything that all splits of the same subjects share in log-rank and Cox."""

from typing import NamedTuple

import numpy as np


class Timeline(NamedTuple):
    """Event times of n subjects, latest first, so that who is at risk is a running sum over `order`.

    Per subject: `order` (positions, latest time first) and `scores` (event minus Nelson-Aalen, in the given order).
    Per event time: `last` (place in `order` of the last one at risk), `n_risk`, `n_event`, `starts` (into `deaths`).
    Per event: `deaths` (subjects), `row` (its event time) and `fraction` (Efron: share of tied events taken off).
    """

    order: np.ndarray
    scores: np.ndarray
    last: np.ndarray
    n_risk: np.ndarray
    n_event: np.ndarray
    starts: np.ndarray
    deaths: np.ndarray
    row: np.ndarray
    fraction: np.ndarray


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
