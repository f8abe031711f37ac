"""The sweep and the trend as result rows: the P adjusted over all markers stands on one row of each test."""

import pandas as pd

from analysis.estimates import facts, multiplicity
from analysis.vocabulary import EVERYONE, LOG_RANK, LOG_RANK_EXACT, SENSITIVITY

ADJUSTED = "p_adjusted: largest log-rank statistic over all markers and cut-offs, by permutation"
TREND = "p_adjusted: largest score statistic over all markers, by permutation"


def results(table, *, endpoint, population=EVERYONE):
    """Result rows of a sweep: hazard ratio, log-rank test and permutation P by marker (grouping) and cut-off.

    `at` is the quantile. The permutation row is the primary: it alone has the P adjusted over the grid, p_grid. Cells
    without a split have a hazard-ratio row with the reason, and no test.
    """
    shared = table.rename(columns={"marker": "grouping", "quantile": "at"}).assign(endpoint=endpoint)
    shared = shared.assign(population=population, group="high", reference="low")
    tested = shared[shared["p_log_rank"].notna()].drop(columns=["conf_low", "conf_high"])
    ratio = shared.assign(estimand="hazard_ratio", p_value=shared["p_wald"].fillna(shared["p_firth"]))
    rank = tested.assign(estimand="log_rank", method=LOG_RANK, estimate=tested["chisq"], p_value=tested["p_log_rank"])
    exact = rank.assign(method=LOG_RANK_EXACT, p_value=tested["p_exact"])
    over = f"{endpoint}: {tested['grouping'].nunique()} markers by cut-off ({multiplicity.size(len(tested))})"
    exact = facts.remarked(multiplicity.stated(exact, exact["p_grid"], family=over), ADJUSTED)
    sensitivity = [table.assign(role=SENSITIVITY) for table in (ratio, rank)]
    return facts.complete(pd.concat([*sensitivity, exact], ignore_index=True))


def trend_results(table, *, endpoint, population=EVERYONE):
    """Result rows of `trend`: hazard ratio per standard deviation of each marker (grouping), P over all."""
    group = [f"per {unit:.3g} (1 SD)" if pd.notna(unit) else "per SD" for unit in table["unit"]]
    keys = {"estimand": "hazard_ratio", "endpoint": endpoint, "population": population, "group": group}
    rows = table.rename(columns={"marker": "grouping"}).drop(columns="unit").assign(**keys)
    tested = rows["p_grid"].notna()
    over = f"{endpoint}: markers as numbers ({multiplicity.size(tested.sum())})"
    found = multiplicity.stated(rows[tested], rows.loc[tested, "p_grid"], family=over)
    return facts.complete(pd.concat([facts.remarked(found, TREND), rows[~tested]]).sort_index())
