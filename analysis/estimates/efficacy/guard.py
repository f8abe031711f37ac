"""The guard against immortal time: a group known only later is never compared from time 0 alone."""

import numpy as np
import pandas as pd

from analysis.estimates import facts, survival
from analysis.estimates.efficacy.rows import absent
from analysis.estimates.survival.known_later import known_times, rounded_up
from analysis.vocabulary import COX_LANDMARK, PRIMARY, SENSITIVITY


def known_after_start(tte, group, known_at, grouping):
    """When each subject's group becomes known (a Series, NaN never), or None where all are known at time 0.

    ValueError for a grouping whose time of knowledge is not stated: None, NaN, or a Series without any number.
    """
    stated = pd.notna(known_at).any() if isinstance(known_at, pd.Series) else known_at is not None and known_at >= 0
    if not stated:
        expected = "expected when the grouping becomes known (0: before)"
        raise ValueError(f"known_at of {grouping} is {known_at!r}; {expected}")
    known = known_times(tte, known_at)[group.reindex(tte.index).notna()]
    return known if (known > 0).any() else None


def marked(table, known, unit):
    """The table with its column naive, and the remark on every estimate that counts time before the group was known."""
    if known is None:
        return table.assign(naive=False)
    low, high = known[known > 0].min(), known.max()
    when = f"{low:.3g}{'' if low == high else f' to {high:.3g}'} {unit}".strip()
    remark = f"naive: group known only from {when}, compared from time 0 (immortal time)"
    return facts.remarked(table.assign(naive=True), remark)


def guarded(tte, group, *, reference, known, at=None, unit=""):
    """Tables of landmark hazard ratios at each time of `at`, and of time-dependent ones: Wald, and Firth (primary)."""
    tte = tte.loc[known.index]
    times = [rounded_up(known.max())] if at is None else np.atleast_1d(at)
    tables = [_landmark(tte, group, reference, known, float(time)) for time in times]
    for method, role in (("wald", SENSITIVITY), ("firth", PRIMARY)):
        table = survival.time_dependent_hazard_ratio(tte, known, group=group, reference=reference, method=method)
        tables.append(table.assign(estimand="hazard_ratio", role=role))
    return tables


def _landmark(tte, group, reference, known, at):
    if known.nunique() == 1 and known.notna().all() and at < known.iloc[0]:
        raise ValueError(f"landmark is {at:g}, before the group is known at {known.iloc[0]:g}; expected it or later")
    kept = survival.landmark(tte, group, known_at=known, at=at, reference=reference)
    remark = f"landmark at {at:g}: {len(kept)} of {len(tte)} subjects still at risk, {len(tte) - len(kept)} excluded"
    labels = pd.Series(list(kept["group"]), index=kept.index, dtype=object)
    if reference not in set(labels) or labels.nunique() < 2:
        table = absent("hazard_ratio", COX_LANDMARK, "fewer than two groups at the landmark", reference=reference,
                       n=len(kept), n_event=int(kept["event"].sum()))  # fmt: skip
        return facts.remarked(table.assign(at=at), remark)
    table = survival.hazard_ratio(kept[["time", "event"]], labels, reference=reference, method="firth")
    return facts.remarked(table.assign(estimand="hazard_ratio", method=COX_LANDMARK, at=at), remark)
