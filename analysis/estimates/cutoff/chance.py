"""How many small P values a sweep would show if no marker had anything to do with survival."""

import numpy as np
import pandas as pd
from scipy import stats

from analysis.estimates.cutoff.fits import log_rank
from analysis.estimates.cutoff.permutation import adjusted, deviations, enumerated, local, orders
from analysis.estimates.cutoff.splits import grid
from analysis.estimates.cutoff.sweep import DECILES, PERMUTATIONS, SEED

TABULATED = 12  # subjects up to which the log-rank test of every subset is computed beforehand


def chance(table, markers, tte, *, quantiles=DECILES, min_group=1, permutations=PERMUTATIONS, seed=SEED, level=0.05):
    """One row that sets a sweep's `table` beside what chance alone would find; other arguments as of that `sweep`.

    cells and splits: marker × quantile with a log-rank P, and distinct splits among them. found: cells with raw
    log-rank P < level; found_exact, found_marker, found_grid: the same by the permutation, per-marker and whole-grid P;
    markers_found: markers that keep any cell after adjustment over the grid. expected: cells with raw P < level on
    average over orders of the outcomes (a permutation null); p_any: share of orders with at least one; p_found: share
    with at least as many as found. smallest_grid: the smallest p_grid that these data could have reached.
    Beyond 12 subjects the raw test of a permuted outcome uses the permutation variance in place of its own.
    """
    splits = grid(markers, tte, quantiles, min_group)
    tested = table[table["p_log_rank"].notna()]
    counts = _by_chance(splits, permutations, seed, level)
    found = {name: int((tested[f"p_{name}"] < level).sum()) for name in ("log_rank", "exact", "marker", "grid")}
    names = ["found", "found_exact", "found_marker", "found_grid"]
    row = {"cells": len(tested), "splits": tested["split"].nunique(), **dict(zip(names, found.values(), strict=True))}
    row |= {"markers_found": tested.loc[tested["p_grid"] < level, "marker"].nunique(), "expected": counts.mean()}
    row |= {"p_any": np.mean(counts >= 1), "p_found": np.mean(counts >= row["found"])}
    return pd.DataFrame([{**row, "smallest_grid": _smallest(splits, permutations, seed), "level": level}])


def _by_chance(found, permutations, seed, level):
    """The number of cells with raw P < level in each order of the outcomes."""
    shown = found.rows[found.rows["column"] >= 0].groupby(["family", "column"]).size().astype(float)
    families = [(found.families[number], cells.to_numpy()) for number, cells in shown.groupby("family")]
    counts, tests = [np.zeros(0)], [_significance(family, level) for family, _ in families]
    for ranks in orders(found.n, permutations, seed, len(shown)):
        parts = [test(local(family, ranks)) @ cells for (family, cells), test in zip(families, tests, strict=True)]
        counts.append(np.sum(parts, axis=0) if parts else np.zeros(len(ranks)))
    return np.concatenate(counts)


def _significance(family, level):
    """A function of orders that says which splits have raw log-rank P < level: bool, orders × splits."""
    limit, n = stats.chi2.isf(level, 1), len(family.subjects)
    if n > TABULATED:
        spread = np.where(deviations(family) > 1e-12, deviations(family), np.inf)
        return lambda ranks: (family.line.scores[ranks] @ family.high / spread) ** 2 > limit
    subsets = (np.arange(2**n) >> np.arange(n)[:, None] & 1).astype(bool)
    difference, variance = log_rank(family.line, subsets)
    small = difference**2 > limit * np.maximum(variance, 1e-12)
    return lambda ranks: small[(1 << ranks.astype(int)) @ family.high]


def _smallest(found, permutations, seed):
    families = [family for family in found.families if family.high.shape[1]]
    if not families:
        return np.nan
    if not enumerated(found.n):
        return 1 / (permutations + 1)
    largest = adjusted(families, found.n, permutations, seed).largest
    return np.mean(largest >= largest[-1] - 1e-9)
