"""The cut-off sweep: every marker cut at every quantile, with what is left of its P values after so many looks."""

import numpy as np
import pandas as pd
from scipy import special, stats

from analysis.estimates import facts
from analysis.estimates.cutoff.firth import firth
from analysis.estimates.cutoff.fits import fits
from analysis.estimates.cutoff.permutation import SUBSETS_OF, adjusted, exact_alone
from analysis.estimates.cutoff.splits import grid
from analysis.estimates.survival import inputs
from analysis.vocabulary import COX_EFRON_FIRTH, COX_EFRON_WALD

DECILES = tuple(tenth / 10 for tenth in range(1, 10))
PERMUTATIONS, SEED = 10_000, 20240131
COLUMNS = [
    "marker", "quantile", "cutoff", "n_high", "n_low", "estimate", "conf_low", "conf_high", "p_wald", "chisq",
    "p_log_rank", "p_exact", "p_marker", "p_grid", "p_firth", "p_smallest", "n", "n_event", "n_missing", "split",
    "method", "separated", "reason", "note",
]  # fmt: skip
Z = stats.norm.ppf(0.975)


def sweep(markers, tte, *, quantiles=DECILES, min_group=1, permutations=PERMUTATIONS, seed=SEED):
    """Hazard ratio and log-rank test of high against low for each marker (row by row of `quantiles`), adjusted.

    markers: frame of numbers indexed by subject, one column per marker (fractions 0-1 or any other scale).
    high = value > the quantile by linear interpolation; subjects without outcome or marker are dropped before the
    quantiles are taken (`n_missing` counts, per marker, those with an outcome but no value). Groups smaller than
    `min_group` are not analysed.

    `estimate` is the hazard ratio of Cox's model (Efron ties, Wald interval, p_wald). Where all events fall in one
    group while both are at risk it is Firth's with its profile interval, p_wald is empty, p_firth stands instead and
    `separated` is True. reason: why a row was not analysed or is not estimable.
    chisq and p_log_rank are the log-rank test; p_exact is its permutation P, over all choices of n_high subjects up to
    20 subjects, over the drawn orders beyond; p_smallest is the smallest p_exact that groups of this size can reach.
    p_marker is adjusted for all cut-offs of the marker and p_grid for all markers and cut-offs, by the permutation
    distribution of the largest statistic: all orders up to 8 subjects, else `permutations` random ones from `seed`.
    `split` numbers the distinct splits of the table: rows that put the same subjects in the high group share it.
    """
    found = grid(markers, tte, quantiles, min_group)
    families = [family for family in found.families if family.high.shape[1]]
    rows = found.rows.assign(entry=_entries(found))
    if not families:
        return rows.assign(split=-1, method="", separated=False, note=rows["reason"]).reindex(columns=COLUMNS)
    split = pd.concat([_fitted(family) for family in families], ignore_index=True)
    p_values = adjusted(families, found.n, permutations, seed)
    found_p = {"p_exact": split["p_exact"].fillna(pd.Series(p_values.alone))}
    found_p |= {"p_marker": pd.Series(p_values.marker), "p_grid": pd.Series(p_values.grid)}
    split = split.assign(**{name: values.where(split["chisq"].notna()) for name, values in found_p.items()})
    table = _joined(rows, split.assign(split=_distinct(families, found.n)))
    inputs.keep("sweep", tte[["time", "event"]].join(markers), table[table["chisq"].notna()].drop_duplicates("split"))
    return table


def _entries(found):
    """The place of each row's split among the splits of all families, −1 for none."""
    widths = np.array([family.high.shape[1] for family in found.families])
    offset = (np.cumsum(widths) - widths)[found.rows["family"].to_numpy(int)]
    return np.where(found.rows["column"] >= 0, found.rows["column"] + offset, -1)


def _fitted(family):
    """One row per split of a family: hazard ratio and log-rank test, without adjustment."""
    fit = fits(family.line, family.high)
    separated = (fit.monotone != 0) & (fit.variance > 1e-12)
    penalised = firth(family.line, family.high[:, separated])
    beta, low, high = fit.beta.copy(), fit.beta - Z * fit.se, fit.beta + Z * fit.se
    p_firth = np.full(len(beta), np.nan)
    beta[separated], low[separated], high[separated], p_firth[separated] = penalised
    chisq = np.where(fit.variance > 1e-12, fit.chisq, np.nan)
    few = len(family.subjects) <= SUBSETS_OF
    p_exact, p_smallest = exact_alone(family.line, family.high) if few else (np.nan, np.nan)
    table = {"estimate": np.exp(beta), "conf_low": np.exp(low), "conf_high": np.exp(high), "chisq": chisq}
    table |= {"p_wald": special.erfc(np.abs(fit.beta / fit.se) / np.sqrt(2)), "p_firth": p_firth}
    table |= {"p_log_rank": special.erfc(np.sqrt(chisq / 2)), "p_exact": p_exact, "p_smallest": p_smallest}
    table |= {"separated": separated, "method": np.where(separated, COX_EFRON_FIRTH, COX_EFRON_WALD)}
    unable = np.where(fit.variance > 1e-12, "", "no event while both groups were at risk")
    return pd.DataFrame({**table, "side": np.where(fit.monotone < 0, "high", "low"), "unable": unable})


def _distinct(families, n):
    """A number for each split such that the same subjects in the high group have the same number."""
    keys = []
    for family in families:
        placed = np.full((n, family.high.shape[1]), 2, dtype=np.uint8)  # 2: not in this family
        placed[family.subjects] = family.high
        keys += [column.tobytes() for column in np.ascontiguousarray(placed.T)]
    return pd.factorize(np.array(keys, dtype=object))[0] + 1


def _joined(rows, split):
    """The grid with the results of each row's split, reason and note; rows without a split stay empty."""
    found = split.reindex(rows["entry"]).reset_index(drop=True)
    again = (rows["entry"] >= 0) & ~rows["first"]
    first = rows["quantile"].where(rows["first"]).ffill().where(again)
    unable = found["unable"].fillna("")
    separated = found["separated"].eq(True)  # missing where there is no split
    unused, side = rows["reason"], found["side"].where(separated)
    notes = [_note(*parts) for parts in zip(unused, unable, side, first, strict=True)]
    table = rows.assign(note=notes, reason=unused.mask(unused == "", unable))
    found = found.assign(split=found["split"].fillna(0).astype(int), method=found["method"].fillna(""))
    return table.join(found.assign(separated=separated).drop(columns="unable"))[COLUMNS]


def _note(unused, unable, side, first):
    """Why a row was not analysed or is not estimable, which group lacks events, and where its split stands already."""
    other = {"high": "low", "low": "high"}.get(side)
    separated = f"separated: no event in the {side} group while the {other} group was at risk" if other else ""
    same = "" if np.isnan(first) else f"same split as at {100 * first:g}%"
    return "; ".join(filter(None, [unused, facts.note(unable, separated, same)]))
