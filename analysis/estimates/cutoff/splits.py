"""High and low groups of every marker at every quantile, which of them are the same split, and curves of the two."""

from collections import namedtuple

import numpy as np
import pandas as pd

from analysis.estimates.cutoff.fits import timeline
from analysis.estimates.survival.checks import arrays, checked_tte, settled
from analysis.estimates.survival.curve import product_limit
from analysis.study.problems import NotInData

NOBODY = "no subject above the cut-off"
ONE_VALUE = "the same in every subject"
NO_OUTCOME = "no subject has both this marker and an outcome"


class Family(namedtuple("Family", "subjects line high marker")):
    """Markers of the same subjects: their places in order of time; `high` (bool, subjects × splits), its `marker`."""


class Grid(namedtuple("Grid", "rows families n")):
    """The table of marker × quantile (`family` and `column` lead to the split, −1 for none) and the families."""


def grid(markers, tte, quantiles, min_group):
    """The Grid of markers (subjects × markers) and an outcome, as `cutoff.sweep`; ValueError for wrong quantiles."""
    markers, tte = _aligned(markers, tte)
    quantiles = np.atleast_1d(np.asarray(quantiles, dtype=float))
    wrong = quantiles[~((quantiles > 0) & (quantiles < 1))]
    if len(wrong) or not len(quantiles):
        raise ValueError(f"quantiles: {wrong.tolist()}; expected numbers between 0 and 1, such as 0.1 for a decile")
    quantiles = np.unique(quantiles)
    values = markers.to_numpy(float)
    patterns, which = np.unique(~np.isnan(values), axis=1, return_inverse=True)
    parts = []
    for number in range(patterns.shape[1]):
        subjects, names = np.flatnonzero(patterns[:, number]), np.flatnonzero(which == number)
        rows, family = _family(values[np.ix_(subjects, names)], tte.iloc[subjects], subjects, quantiles, min_group)
        order = np.repeat(names, len(quantiles))
        parts.append((rows.assign(marker=markers.columns[order], family=number, order=order), family))
    rows = pd.concat([part for part, _ in parts]).sort_values(["order", "quantile"], ignore_index=True)
    rows["n_missing"] = len(tte) - rows["n"]
    return Grid(rows, [family for _, family in parts], len(tte))


def cutoffs(values, quantiles):
    """Quantiles by linear interpolation between order statistics (R's type 7): array quantiles × markers."""
    ordered = np.sort(values, axis=0)
    place = (len(values) - 1) * np.asarray(quantiles)
    low = np.floor(place + 1e-9).astype(int)
    share = np.maximum(place - low, 0)
    share = np.where(share < 1e-9, 0, share)[:, None]  # a quantile that is a value stays exactly that value
    return ordered[low] + share * (ordered[np.minimum(low + 1, len(values) - 1)] - ordered[low])


def _aligned(markers, tte):
    """Both frames over the subjects with an outcome, in order of time; subjects without any marker stay, as missing."""
    twice = markers.index[markers.index.duplicated()].unique()
    if len(twice):
        raise ValueError(f"markers: {', '.join(map(str, twice[:5]))} more than once; expected one row per subject")
    bad = [name for name in markers if not pd.api.types.is_numeric_dtype(markers[name])]
    if bad or not len(markers.columns):
        raise ValueError(f"markers: columns {bad} hold no numbers; expected at least one column, numeric")
    shared = in_order(tte, markers.index)
    return markers.loc[shared.index], shared


def in_order(tte, subjects):
    """Time and event of those of `subjects` with an outcome by time, equal times by name: no order of rows matters.

    NotInData where subjects come under observation late.
    """
    if "entry" in tte:
        raise NotInData("subjects come under observation late (ENTRY of adtte): a sweep counts all of them from time 0")
    shared = checked_tte(tte).loc[tte.index.isin(subjects), ["time", "event"]]
    shared = shared.assign(time=settled(shared["time"])[0]).sort_index(key=lambda names: names.map(str))
    return shared.sort_values("time", kind="stable")


def _family(values, tte, subjects, quantiles, min_group):
    """The rows of markers measured on the same subjects, marker by marker, and their distinct splits."""
    (n, m), q = values.shape, len(quantiles)
    line = timeline(tte["time"].to_numpy(float), tte["event"].to_numpy(bool))
    cuts = cutoffs(values, quantiles) if n else np.full((q, m), np.nan)
    high = (values.T[:, None, :] > cuts.T[:, :, None]).reshape(m * q, n)
    n_high = high.sum(axis=1).reshape(m, q)
    usable = (n_high >= max(min_group, 1)) & (n - n_high >= max(min_group, 1))
    # the splits of one marker are nested, so those of equal size are the same split
    new = usable & (np.diff(n_high, axis=1, prepend=-1) != 0)
    column = np.where(usable, np.cumsum(new).reshape(m, q) - 1, -1).ravel()
    n_high, new = n_high.ravel(), new.ravel()
    why = np.where(n_high > 0, f"a group of fewer than {min_group}: not analysed", NOBODY if n else NO_OUTCOME)
    alike = np.repeat((n > 1) & (np.ptp(values, axis=0) == 0), q) if n else False
    why = np.where(alike, f"{ONE_VALUE}: no cut-off divides them", why)
    rows = {"quantile": np.tile(quantiles, m), "cutoff": cuts.T.ravel(), "n": n, "n_high": n_high, "n_low": n - n_high}
    rows |= {"n_event": int(tte["event"].sum()), "column": column, "first": new}
    rows = pd.DataFrame(rows | {"reason": np.where(column < 0, why, "").astype(object)})
    return rows, Family(subjects, line, np.ascontiguousarray(high[new].T), np.repeat(np.arange(m), q)[new])


class Course(namedtuple("Course", "name n time estimate censored censored_estimate n_risk n_censor n_event")):
    """One group: its curve, (0, 1) to the last follow-up, marks of censored, risk table (n_risk at t, else before)."""


def group_curves(tte, high, times):
    """The Course of the low group and of the high one; `high`: bool per row of `tte`, `times`: of the risk table."""
    time, event = arrays(tte)
    high, (time, times) = np.asarray(high, bool), settled(time, times)
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
