"""Several tests in one table: Holm's adjustment."""

import numpy as np

FAMILY = ["estimand", "method"]
CHECKS = ["proportional_hazards"]  # of an assumption: a P made larger would make it look safer than it is


def holm(rows):
    """The rows with `p_adjusted` filled: Holm's step-down P within each family of tests of the table.

    A family is the rows of one estimand and method (where the table has these columns): the same hypothesis tested by
    several methods counts once in each, not several times in one. Rows without P stay without, and so do checks of an
    assumption (proportional hazards). Source: Holm 1979.
    """
    families = [name for name in FAMILY if name in rows]
    if not families:
        return rows.assign(p_adjusted=adjusted(rows["p_value"].to_numpy(float)))
    tested = rows.assign(p_value=rows["p_value"].mask(rows["estimand"].isin(CHECKS))) if "estimand" in rows else rows
    filled = tested.groupby(families, dropna=False)["p_value"].transform(lambda p: adjusted(p.to_numpy(float)))
    return rows.assign(p_adjusted=filled.astype(float))


def adjusted(p_values):
    """Holm-adjusted P values (n,): the i-th smallest of m times (m - i + 1), never falling, at most 1; NaN stays."""
    found = np.full(len(p_values), np.nan)
    known = np.flatnonzero(~np.isnan(p_values))
    order = known[np.argsort(p_values[known], kind="stable")]
    steps = p_values[order] * (len(order) - np.arange(len(order)))
    found[order] = np.minimum(np.maximum.accumulate(steps), 1.0) if len(order) else steps
    return found
