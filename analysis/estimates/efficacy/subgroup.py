"""The subgroup table behind a forest plot: levels against their reference, or an arm within every level."""

import numpy as np
import pandas as pd

from analysis.estimates import facts, survival
from analysis.estimates.efficacy.rows import levels_of, ratios
from analysis.estimates.survival.proportional import interaction
from analysis.vocabulary import PRIMARY

RATIO = ["reference", "estimate", "conf_low", "conf_high", "p_value", "method", "separated", "reason", "note"]
MEDIAN = ["grouping", "group", "n", "n_event", "median", "median_low", "median_high"]
COLUMNS = [*MEDIAN, *RATIO, "is_reference", "p_interaction", "interaction_reason"]
BLANK = {"reference": "", **dict.fromkeys(["estimate", "conf_low", "conf_high", "p_value"], np.nan), "method": "",
         "separated": False, "is_reference": False, **facts.missing("")}  # fmt: skip
REFERENCE = BLANK | {"is_reference": True, "note": "reference"}


def subgroups(rows):
    """A tidy table for a forest plot, one row per level of each grouping of `rows` (of `comparisons`, one endpoint).

    Median with limits, then the primary hazard ratio against the reference; is_reference marks the reference's own row,
    which has no estimate.
    """
    primary = rows[rows["estimand"].eq("hazard_ratio") & rows["role"].eq(PRIMARY)]
    found = primary.set_index(["grouping", "group"])[RATIO].to_dict("index")
    pairs = primary[primary["group"] != ""]
    found |= dict.fromkeys(zip(pairs["grouping"], pairs["reference"], strict=True), REFERENCE)
    medians = [row for _, row in rows[rows["estimand"].eq("median")].iterrows()]
    lines = [
        # what the comparison says of the level, or why its grouping is not compared
        _level(grouping, row["group"], row) | (found.get((grouping, row["group"])) or found.get((grouping, ""), {}))
        for row in medians for grouping in [row["grouping"]]]  # fmt: skip
    return pd.DataFrame(lines).reindex(columns=COLUMNS)


def within_levels(tte, groups, *, arm, reference, conf_type="log-log"):
    """A table as `subgroups` with the primary ratio of the other arm against `reference` within each level of groups.

    groups: {grouping: Series of levels}; arm: Series of treatments (without one a subject does not count). The first
    row (grouping "") is everybody; p_interaction, on the first row of a grouping, is its test, interaction_reason why
    there is none. ValueError where a level has more than two arms.
    """
    tte = tte[arm.reindex(tte.index).notna()]  # n, events and medians are of those whose arms are compared
    options = {"arm": arm, "reference": reference}
    rows = [_within("", "All subjects", tte, conf_type, **options)]
    for name, group in groups.items():
        levels = levels_of(tte, group)
        rows += [_within(name, level, tte[members], conf_type, **options) for level, members in levels.items()]
        if levels:
            test = interaction(tte, arm, group).iloc[0]
            rows[-len(levels)] |= {"p_interaction": test["p_value"], "interaction_reason": test["reason"]}
    return pd.DataFrame(rows).reindex(columns=COLUMNS)


def _level(grouping, level, median):
    values = median[["n", "n_event", "estimate", "conf_low", "conf_high"]]
    return dict(zip(MEDIAN, [grouping, level, *values], strict=True)) | BLANK


def _within(grouping, level, tte, conf_type, *, arm, reference):
    row = _level(grouping, level, survival.median_survival(tte, conf_type=conf_type).iloc[0])
    present = arm.reindex(tte.index).dropna()
    if present.nunique() < 2 or reference not in set(present):
        return row | {"reference": reference} | facts.missing("only one arm")
    if present.nunique() > 2:
        raise ValueError(f"arm has levels {sorted(set(present))}; expected two for a forest plot")
    table = ratios(tte, arm, reference=reference)
    return row | table[table["role"] == PRIMARY].iloc[0][RATIO].to_dict()
