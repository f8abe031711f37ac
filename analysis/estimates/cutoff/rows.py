"""The sweep in the words of the report: result rows, and sentences on what remains after adjustment."""

import pandas as pd

from analysis.vocabulary import EVERYONE, LOG_RANK, LOG_RANK_EXACT

ADJUSTED = "p_adjusted: largest log-rank statistic over all markers and cut-offs, by permutation"
TREND = "p_adjusted: largest score statistic over all markers, by permutation"


def results(table, *, endpoint, population=EVERYONE):
    """Result rows of a sweep: hazard ratio, log-rank test and permutation P by marker (grouping) and cut-off.

    `at` is the quantile; p_adjusted is p_grid in all three. Cells without a split have a hazard-ratio row with the
    reason, and no test.
    """
    keys = {"endpoint": endpoint, "population": population, "group": "high", "reference": "low"}
    shared = table.rename(columns={"marker": "grouping", "quantile": "at", "p_grid": "p_adjusted"})
    tested = shared[shared["p_log_rank"].notna()]
    ratio = shared.assign(estimand="hazard_ratio", p_value=shared["p_wald"].fillna(shared["p_firth"]))
    rank = tested.assign(estimand="log_rank", method=LOG_RANK, estimate=tested["chisq"], p_value=tested["p_log_rank"])
    exact = rank.assign(method=LOG_RANK_EXACT, p_value=tested["p_exact"])
    columns = ["estimand", "grouping", "at", "estimate", "p_value", "p_adjusted", "n", "n_event", "method", "note"]
    rows = pd.concat([ratio[[*columns, "conf_low", "conf_high"]], rank[columns], exact[columns]], ignore_index=True)
    rows["note"] = [_noted(row) for row in rows.to_dict("records")]
    return rows.assign(**keys)


def sentences(table, chance, *, endpoint):
    """What the sweep of an endpoint shows and what remains of it, in words: Markdown text."""
    row, level = chance.iloc[0], chance["level"].iloc[0]
    if not row["cells"]:
        return f"**{endpoint}.** No marker could be split."
    count = f"{row['found']:.0f} of {row['cells']:.0f} comparisons ({row['splits']:.0f} distinct splits)"
    raw = f"Unadjusted, {count} have a log-rank P below {level:g}, {row['found_exact']:.0f} by exact permutation."
    null = (
        f"If no marker had anything to do with survival, {row['expected']:.1f} would be expected on average, at least "
        f"one in {_share(row['p_any'])} of cohorts, and as many as found in {_share(row['p_found'])}."
    )
    return f"**{endpoint}.** {raw} {null} {_after(table, row, level)}"


def marker_sentence(table, marker, *, endpoint, level=0.05):
    """How one marker fares over its cut-offs, before and after adjustment: Markdown text, empty if unknown."""
    rows = table[(table["marker"] == marker) & table["p_log_rank"].notna()]
    if rows.empty:
        return ""
    below = {name: int((rows[f"p_{name}"] < level).sum()) for name in ("log_rank", "exact", "marker", "grid")}
    return (
        f"**{marker}, {endpoint}.** P below {level:g} at {below['log_rank']} of {len(rows)} cut-offs "
        f"({rows['split'].nunique()} distinct splits) unadjusted, at {below['exact']} by permutation, at "
        f"{below['marker']} after adjustment for its cut-offs, at {below['grid']} after adjustment for all markers; "
        f"the smallest P is {_p(rows['p_log_rank'].min())} unadjusted, {_p(rows['p_marker'].min())} over its cut-offs "
        f"and {_p(rows['p_grid'].min())} over the grid. Neighbouring cut-offs share subjects: agreement among them is "
        "no replication."
    )


def trend_results(table, *, endpoint, population=EVERYONE):
    """Result rows of `trend`: hazard ratio per standard deviation of each marker (grouping), with adjusted P."""
    rows = table.rename(columns={"marker": "grouping", "p_grid": "p_adjusted"})
    group = [f"per {unit:.3g} (1 SD)" if pd.notna(unit) else "per SD" for unit in table["unit"]]
    rows = rows.assign(estimand="hazard_ratio", endpoint=endpoint, population=population, group=group)
    rows["note"] = [_noted(row, TREND) for row in rows.to_dict("records")]
    return rows.drop(columns=["unit", "p_exact", "marker"], errors="ignore")


def trend_sentence(table, *, endpoint, level=0.05):
    """Which markers, as numbers, keep a P below the level after adjustment for all of them: Markdown text."""
    tested = table[table["p_grid"].notna()]
    kept = tested[tested["p_grid"] < level].sort_values("p_grid")
    if tested.empty:
        return f"**{endpoint}.** No marker differs between subjects."
    if kept.empty:
        return f"**{endpoint}.** Of {len(tested)} markers as numbers none keeps a P below {level:g} after adjustment."
    names = ", ".join(f"{row.marker} ({_p(row.p_grid)})" for row in kept.itertuples())
    return f"**{endpoint}.** Of {len(tested)} markers as numbers {len(kept)} keep a P below {level:g}: {names}."


def _after(table, row, level):
    smallest = f"the smallest adjusted P is {_p(table['p_grid'].min())}"
    floor = row["smallest_grid"]
    limit = (
        f", and with this grid and these subjects none below {_p(floor)} could have been reached whatever the outcomes"
        if floor >= level
        else ""
    )
    if not row["found_grid"]:
        return f"**After adjustment for all markers and cut-offs nothing remains** ({smallest}{limit})."
    names = ", ".join(table.loc[table["p_grid"] < level, "marker"].unique())
    return f"**After adjustment for all markers and cut-offs {row['found_grid']:.0f} remain**: {names} ({smallest})."


def _p(value):
    return "< 0.001" if value < 0.001 else "> 0.99" if value > 0.99 else f"{value:.3f}"


def _share(value):
    return "more than 99.9%" if value > 0.999 else "less than 0.1%" if value < 0.001 else f"{100 * value:.1f}%"


def _noted(row, how=ADJUSTED):
    adjusted = how if pd.notna(row["p_adjusted"]) else ""
    return "; ".join(filter(None, [row["note"], adjusted]))
