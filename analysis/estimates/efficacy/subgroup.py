"""The subgroup table behind a forest plot."""

import numpy as np
import pandas as pd

from analysis.estimates import survival
from analysis.estimates.efficacy.rows import levels_of
from analysis.estimates.multiplicity import adjusted

COLUMNS = [
    "grouping", "group", "reference", "n", "n_event", "median", "median_low", "median_high", "estimate", "conf_low",
    "conf_high", "p_value", "p_adjusted", "p_interaction", "method", "note",
]  # fmt: skip


def subgroups(tte, groups, *, references=None, arm=None, arm_reference=None, method="wald", ties="efron",
              conf_type="log-log"):  # fmt: skip
    """A tidy table for a forest plot: one row per level of each grouping of `groups` (a dict name -> Series).

    Without `arm` the levels of a grouping are compared with each other: hazard ratio of each level against
    references[name] (default its first level), whose own row has no estimate and says "reference". With `arm` (a
    Series of treatments) each row is the hazard ratio of the other arm against `arm_reference` within that level, the
    first row (grouping "") is everybody, and p_interaction, on the first row of a grouping, tests whether the ratios
    differ between its levels. Columns: grouping, group, reference, n, n_event, median with limits, estimate (hazard
    ratio), conf_low, conf_high, p_value, p_adjusted (Holm over the table), p_interaction, method, note.
    """
    options = {"method": method, "ties": ties}
    rows = []
    if arm is not None:
        rows.append(_row("", "All subjects", tte, conf_type) | _within(tte, arm, arm_reference, options))
    for name, group in groups.items():
        levels = levels_of(tte, group)
        reference = (references or {}).get(name, next(iter(levels), None))
        compared = {} if arm is not None else _against(tte, group, levels, reference, options)
        for level, members in levels.items():
            found = compared.get(level) or _within(tte[members], arm, arm_reference, options)
            rows.append(_row(name, level, tte[members], conf_type) | found)
        if arm is not None and levels:
            rows[-len(levels)]["p_interaction"] = survival.interaction(tte, arm, group)["p_value"].iloc[0]
    table = pd.DataFrame(rows).reindex(columns=COLUMNS)
    return table.assign(p_adjusted=adjusted(table["p_value"].to_numpy(float)))


def _row(grouping, level, tte, conf_type):
    median = survival.median_survival(tte, conf_type=conf_type).iloc[0]
    limits = {"median": median["estimate"], "median_low": median["conf_low"], "median_high": median["conf_high"]}
    return {"grouping": grouping, "group": level, "n": median["n"], "n_event": median["n_event"], **limits}


def _against(tte, group, levels, reference, options):
    """What the comparison adds to the row of each level, by level."""
    if len(levels) < 2 or reference not in levels:
        note = f"not estimable: {'only one level' if len(levels) < 2 else f'no subjects in {reference}'}"
        return {level: _nothing(reference, note) for level in levels}
    table = survival.hazard_ratio(tte, group, reference=reference, **options).set_index("group")
    found = {level: _ratio(row) for level, row in table.iterrows()}
    return found | {reference: _nothing("", "reference")}


def _within(tte, arm, arm_reference, options):
    present = arm.reindex(tte.index).dropna()
    if present.nunique() < 2 or arm_reference not in set(present):
        return _nothing(arm_reference, "not estimable: only one arm")
    table = survival.hazard_ratio(tte, arm, reference=arm_reference, **options)
    if len(table) > 1:
        raise ValueError(f"arm has levels {sorted(set(present))}; expected two for a forest plot")
    return _ratio(table.iloc[0])


def _ratio(row):
    return {name: row[name] for name in ("reference", "estimate", "conf_low", "conf_high", "p_value", "method", "note")}


def _nothing(reference, note):
    numbers = dict.fromkeys(["estimate", "conf_low", "conf_high", "p_value"], np.nan)
    return {"reference": reference, **numbers, "method": "", "note": note}
