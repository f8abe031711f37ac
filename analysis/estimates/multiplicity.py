"""The one place of an adjusted P: families of tests named by their hypothesis, one primary test for each endpoint.

A family is one question: the endpoints of one grouping or biomarker in one population, of the role `primary` only.
"""

import numpy as np
import pandas as pd

from analysis.estimates import facts
from analysis.vocabulary import EVERYONE, PRIMARY

QUESTION = ["population", "grouping"]


def adjusted(rows):
    """The result rows, complete, with `p_adjusted` and `family` for the primary tests: Holm's step-down P in a family.

    Call it once with all endpoints of a question; rows that bring a family (`stated`) stay. Of a primary ratio beside a
    primary log-rank test the test alone counts. Source: Holm 1979.
    """
    rows = facts.complete(rows).reset_index(drop=True)
    p_values = rows["p_value"].to_numpy(float)
    primary = rows["role"].eq(PRIMARY) & ~np.isnan(p_values) & rows["family"].eq("")
    ranked = (primary & rows["estimand"].eq("log_rank")).groupby([rows[name] for name in (*QUESTION, "endpoint")],
                                                                 dropna=False).transform("any")  # fmt: skip
    tested = rows[primary & ~(ranked & rows["estimand"].eq("hazard_ratio"))]
    for question, own in tested.groupby(QUESTION, sort=False, dropna=False):
        rows.loc[own.index, "p_adjusted"] = holm(p_values[own.index])
        rows.loc[own.index, "family"] = _named(*question, own)
    return rows


def stated(rows, p_adjusted, *, family):
    """The rows with P values adjusted by permutation over a family that is named with its size: primary tests."""
    return rows.assign(p_adjusted=p_adjusted, family=family, role=PRIMARY)


def size(tests):
    """The size of a family in words: `1 test`, `2 tests`."""
    return f"{tests} test{'' if tests == 1 else 's'}"


def holm(p_values):
    """Holm-adjusted P values (n,): the i-th smallest of m times (m - i + 1), never falling, at most 1; NaN stays."""
    found = np.full(len(p_values), np.nan)
    known = np.flatnonzero(~np.isnan(p_values))
    order = known[np.argsort(p_values[known], kind="stable")]
    found[order] = np.minimum(np.maximum.accumulate(p_values[order] * np.arange(len(order), 0, -1)), 1.0)
    return found


def _named(population, grouping, own):
    """`ctdna_change: OS, PFS (2 tests)`, with the population where it is not everyone."""
    among = "" if pd.isna(population) or population in (EVERYONE, "") else f" in {population}"
    return f"{grouping}{among}: {', '.join(dict.fromkeys(own['endpoint']))} ({size(len(own))})"
