"""Groupings that become known after time 0: landmark cohorts and time-dependent hazard ratios.

Comparing such groups from time 0 credits the group with the time its members had to survive to enter it.
"""

import numpy as np
import pandas as pd

from analysis.estimates.survival.checks import checked_tte, grouped, numbers, settled
from analysis.estimates.survival.cox import Sample, Settings, ratio_table
from analysis.estimates.survival.maximum import at_event_times


def landmark(tte, group, *, known_at, at, reference=None):
    """Subjects at risk after the landmark `at`, with the group as known then: time (from the landmark), event, group.

    `known_at` is when the group becomes known: one number, or a Series for groups that subjects enter one by one. Whose
    group becomes known only after `at` (or never, NaN) is still in `reference`, or left out without one; so are
    subjects with time <= at. Who comes under observation only after `at` (`entry`) counts from then on. A number later
    than `at` raises ValueError. Source: Anderson, Cain & Gelber 1983.
    """
    labels, known = group.reindex(tte.index), known_times(checked_tte(tte), known_at)
    time, known, at = settled(tte["time"], known, at)
    entry = {"entry": (tte["entry"] - at).clip(lower=0)} if "entry" in tte else {}
    if np.isscalar(known_at) and known[0] > at:
        raise ValueError(f"at is {at:g}, before the group is known at {known_at:g}; expected {known_at:g} or later")
    late = ~(known <= at) & labels.notna()
    labels = labels.mask(late, reference if reference is not None else np.nan)
    kept = (time > at) & labels.notna()
    return tte[["time", "event"]].assign(time=time - at, **entry, group=labels)[kept]


def time_dependent_hazard_ratio(tte, switch_time, *, group=None, reference=None, ties="efron", method="wald",
                                conf_level=0.95):  # fmt: skip
    """Hazard ratio after against before a switch that happens to some subjects during follow-up; as hazard_ratio.

    `switch_time` (a Series, or one number) is when a subject's state changes, NaN never. Without `group` the states are
    "after" and "before" (the reference); with it every subject counts in `reference` until its switch and in its own
    level just after it (intervals (0, switch], (switch, time]). n and n_event: subjects and events from the first event
    on at which two states are at risk, who inform the ratio. ValueError for a negative time, and for `group` without
    `reference`. Source: Mantel & Byar 1974; counting process of Andersen & Gill 1982.
    """
    settings = Settings(ties, method, conf_level)
    if group is None:
        data = grouped(tte, pd.Series("after", index=tte.index), at_least=1)
        levels, codes = ["before", "after"], np.ones(data.n, dtype=int)
    elif reference is None:
        raise ValueError("reference is None; expected the level that subjects hold before the switch")
    else:
        data = grouped(tte, group, reference=reference)
        levels, codes = data.levels, data.codes
    switch = known_times(tte, switch_time).reindex(data.index).to_numpy(float)
    time, switch = settled(data.time, switch)
    sample = intervals(time, data.event, codes, switch, len(levels), data.start)
    at_risk, _ = at_event_times(sample.time, sample.event, sample.codes, sample.k, sample.start)
    first = np.unique(sample.time[sample.event])[(at_risk > 0).sum(1) > 1].min(initial=np.inf)
    counts = {"n": int((time >= first).sum()), "n_event": int((data.event & (time >= first)).sum())}
    return ratio_table(sample, levels, settings, "time-dependent").assign(**counts)


def intervals(time, event, codes, switch, k, entry=None):
    """The counting-process Sample: code 0 on (entry, switch], the subject's own code on (switch, time].

    `entry` (n,): as `checks.observed` gives it; None: all from 0.
    """
    switch = np.where(np.isnan(switch), np.inf, switch)
    entry = np.zeros(len(time)) if entry is None else np.maximum(entry, 0.0)
    before, after = np.minimum(time, switch) > entry, switch < time
    before = before | ~after  # a subject with time 0 keeps its one row
    start = np.concatenate([entry[before], np.maximum(switch, entry)[after]])
    stop = np.concatenate([np.minimum(time, switch)[before], time[after]])
    events = np.concatenate([(event & ~after)[before], event[after]])
    states = np.concatenate([np.zeros(before.sum(), dtype=int), codes[after]])
    return Sample(stop, events, states, k, np.zeros(len(stop), dtype=int), start)


def known_times(tte, known_at):
    """When each subject's group becomes known, a float Series like `tte`; ValueError for a time below 0."""
    if np.isscalar(known_at):
        if not known_at >= 0:
            raise ValueError(f"known_at is {known_at!r}; expected a time of 0 or more")
        return pd.Series(float(known_at), index=tte.index)
    frame, values = numbers(tte, known_at, "known_at")
    if (values < 0).any():
        raise ValueError(f"known_at is {values[values < 0][0]:g}; expected times of 0 or more")
    return pd.Series(values, index=frame.index).reindex(tte.index)
