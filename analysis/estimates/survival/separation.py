"""Which hazard ratios between groups exist at all: a finite maximum needs events on both sides of every comparison."""

import numpy as np


def outlived(time, event, codes, k, *, start=None, strata=None):
    """Boolean (k, k): [g, h] is True where a subject of group g had an event while one of group h was at risk.

    A likelihood of groups has a finite maximum exactly where every pair is linked both ways, directly or through
    others (the condition of Ford 1957 for paired comparisons, which a Cox likelihood of groups is).
    """
    strata = np.zeros(len(time), dtype=int) if strata is None else strata
    links = np.zeros((k, k), dtype=bool)
    for block in np.unique(strata[event]):
        rows = strata == block
        own = (time[rows], event[rows], codes[rows], k, None if start is None else start[rows])
        at_risk, dying = at_event_times(*own)
        links |= ((dying > 0).T.astype(int) @ (at_risk > 0)) > 0
    return links


def reachable(links):
    """Boolean (k, k): [g, h] is True where a chain of links leads from g to h; every group reaches itself."""
    reach = links | np.eye(len(links), dtype=bool)
    for via in range(len(links)):
        reach |= reach[:, [via]] & reach[[via], :]
    return reach


def direction(reach, g, reference):
    """What the ratio of g to reference tends to: 0.0, inf, or NaN where nothing compares them; None if it is finite."""
    above, below = reach[g, reference], reach[reference, g]
    if above and below:
        return None
    return np.inf if above else 0.0 if below else np.nan


def reason(limit, name, reference, events):
    """Why a ratio is not estimable, in words; `events` counts those of (name, reference)."""
    if not sum(events):
        return "no events"
    if np.isnan(limit):
        return f"no event while both {name} and {reference} were at risk"
    fewer, more = (name, reference) if limit == 0 else (reference, name)
    if not events[0 if limit == 0 else 1]:
        return f"no events in {fewer}"
    return f"monotone likelihood: no event in {fewer} while {more} was at risk"


def monotone(values, time, event, *, strata=None):
    """Where the likelihood of one number per subject rises for ever: 1.0 upwards, -1.0 downwards, None nowhere.

    It does where the subjects with an event always have the largest (smallest) number at risk.
    """
    strata = np.zeros(len(time), dtype=int) if strata is None else strata
    highest = lowest = True
    for block in np.unique(strata[event]):
        rows = strata == block
        top, bottom = _extremes(values[rows], time[rows], event[rows])
        highest, lowest = highest and top, lowest and bottom
    return 1.0 if highest else -1.0 if lowest else None


def at_event_times(time, event, codes, k, start=None):
    """How many of each group are at risk, and have the event, at each event time: two float arrays (times, k)."""
    times = np.unique(time[event])
    at_risk, dying = np.zeros((len(times), k)), np.zeros((len(times), k))
    for code in range(k):
        member = codes == code
        at_risk[:, code] = member.sum() - np.searchsorted(np.sort(time[member]), times, side="left")
        if start is not None:
            at_risk[:, code] -= member.sum() - np.searchsorted(np.sort(start[member]), times, side="left")
        dying[:, code] = np.bincount(np.searchsorted(times, time[member & event]), minlength=len(times))
    return at_risk, dying


def _extremes(values, time, event):
    order = np.argsort(-time, kind="stable")
    last = np.searchsorted(-time[order], -time[event], side="right") - 1  # the last subject still at risk
    highest = np.maximum.accumulate(values[order])[last]
    lowest = np.minimum.accumulate(values[order])[last]
    return bool((values[event] == highest).all()), bool((values[event] == lowest).all())
