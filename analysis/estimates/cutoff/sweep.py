"""Every marker against survival, cut at every quantile or as a number, and what is left of P after so many looks."""

import numpy as np
import pandas as pd
from scipy import special, stats

from analysis.estimates import facts, multiplicity
from analysis.estimates.cutoff import permutation as deals
from analysis.estimates.cutoff.fits import BOUND, firth, fits, profile, telling, timeline
from analysis.estimates.cutoff.permutation import DECILES, PERMUTATIONS, SEED
from analysis.estimates.cutoff.splits import ONE_VALUE, grid, in_order
from analysis.estimates.survival import inputs
from analysis.estimates.survival.cox import hazard_ratio_per, unsaid
from analysis.vocabulary import (
    COX_EFRON_FIRTH,
    COX_EFRON_PROFILE,
    EVERYONE,
    LOG_RANK,
    LOG_RANK_EXACT,
    LOG_RANK_PERMUTED,
    PRIMARY,
    SENSITIVITY,
    primary_interval,
)

COLUMNS = ["marker", "quantile", "cutoff", "n_high", "n_low", "estimate", "conf_low", "conf_high", "p_value", "chisq",
           "p_log_rank", "chisq_permuted", "p_exact", "p_marker", "p_grid", "p_smallest", "wald", "wald_low",
           "wald_high", "p_wald", "n", "n_event", "n_missing", "split", "method", "separated", "reason",
           "note"]  # fmt: skip
WITNESSED = {"wald": "estimate", "wald_low": "conf_low", "wald_high": "conf_high"}
Z, SLACK = stats.norm.ppf(0.975), 1e-9
PERMUTED = "standardised by its variance over all orders; exact where censoring does not depend on the marker"
ADJUSTED = f"p_adjusted: largest log-rank statistic over all markers and cut-offs, by permutation; {PERMUTED}"
TREND = "p_adjusted: largest score statistic over all markers, by permutation"


def sweep(markers, tte, *, quantiles=DECILES, min_group=1, permutations=PERMUTATIONS, seed=SEED):
    """Hazard ratio and log-rank test of high against low for each marker (row by row of `quantiles`), adjusted.

    markers: frame of numbers by subject. high: above the quantile (linear interpolation), of subjects with outcome and
    marker (`n_missing`: outcome only); no group is below `min_group`. estimate, limits, p_value: the primary ratio of
    such a comparison, by profile likelihood or Firth (`method`; `separated`: all events fall in one group while both
    are at risk); reason: why there is none; wald, p_wald: Cox's with Wald's interval. chisq, p_log_rank: log-rank test;
    chisq_permuted, p_exact: standardised by its permutation variance, with its permutation P (all choices of n_high up
    to 20 subjects, else the drawn orders); p_smallest: the smallest for this size. p_marker, p_grid:
    adjusted for the cut-offs of the marker, of all, by the largest statistic over all orders up to 8 subjects, else
    `permutations` random ones from `seed` (0: none, and NaN). Rows with the same subjects in the high group share
    their `split`.
    """
    found = grid(markers, tte, quantiles, min_group)
    families = [family for family in found.families if family.high.shape[1]]
    widths = np.array([family.high.shape[1] for family in found.families])
    places = found.rows["column"] + (np.cumsum(widths) - widths)[found.rows["family"].to_numpy(int)]
    rows = found.rows.assign(entry=np.where(found.rows["column"] >= 0, places, -1))  # the split among all, −1 for none
    if not families:
        return rows.assign(split=-1, method="", separated=False, note=rows["reason"]).reindex(columns=COLUMNS)
    split = pd.concat([_fitted(family) for family in families], ignore_index=True)
    p_values = deals.adjusted(families, found.n, permutations, seed)
    found_p = {"p_exact": split["p_exact"].fillna(pd.Series(p_values.alone))}
    found_p |= {"p_marker": pd.Series(p_values.marker), "p_grid": pd.Series(p_values.grid)}
    split = split.assign(**{name: values.where(split["chisq"].notna()) for name, values in found_p.items()})
    table = _joined(rows, split.assign(split=_distinct(families, found.n)))
    tested = table[table["chisq"].notna()].drop_duplicates("split")
    witnessed = tested.drop(columns=list(WITNESSED.values())).rename(columns=WITNESSED)
    inputs.keep("sweep", tte[["time", "event"]].join(markers), witnessed)
    return table


def _fitted(family):
    """One row per split of a family: hazard ratio and log-rank test, without adjustment."""
    fit = fits(family.line, family.high)
    told, chisq = fit.variance > 1e-12, np.where(fit.variance > 1e-12, fit.chisq, np.nan)
    separated, wald = (fit.monotone != 0) & told, fit.beta + np.outer([0, -Z, Z], fit.se)
    ratios, method, unable = _ratios(family, fit, separated, told)
    small = len(family.subjects) <= deals.SUBSETS_OF
    p_exact, p_smallest = deals.exact_alone(family.line, family.high) if small else (np.nan, np.nan)
    table = {"chisq": chisq, "p_log_rank": special.erfc(np.sqrt(chisq / 2)), "p_exact": p_exact}
    table |= {"chisq_permuted": np.where(told, (fit.difference / deals.deviations(family)) ** 2, np.nan)}
    table |= dict(zip(["wald", "wald_low", "wald_high"], np.exp(wald), strict=True))
    table |= {"p_wald": special.erfc(np.abs(fit.beta / fit.se) / np.sqrt(2)), "p_smallest": p_smallest}
    table |= ratios | {"separated": separated, "method": method, "unable": unable}
    return pd.DataFrame(table | {"side": np.where(fit.monotone < 0, "high", "low")})


def _ratios(family, fit, separated, told):
    """The primary hazard ratio of each split with limits and P, its method, and why there is none (or nothing)."""
    line, n_event = family.line, int(family.line.n_event.sum())
    penalised = told & [primary_interval(n_event, one) == "firth" for one in separated]
    values = np.full((4, len(told)), np.nan)  # log ratio, limits, P
    values[0], best = fit.beta, np.where(separated, BOUND * fit.monotone, fit.beta)
    values[1:, told] = profile(line, family.high[:, told], best[told])
    firths, why = firth(line, family.high[:, penalised]), np.full(len(told), "", dtype=object)
    limits = np.where(separated, np.where(fit.monotone > 0, np.inf, 0.0), np.nan)[penalised]
    counts = telling(line, family.high[:, penalised])
    why[penalised] = [unsaid(np.exp(one), None if np.isnan(limit) else limit, int(count))
                      for one, limit, count in zip(firths.beta, limits, counts, strict=True)]  # fmt: skip
    spoken, values[0, penalised] = why[penalised] == "", np.nan
    values[:, np.flatnonzero(penalised)[spoken]] = np.array(firths)[:, spoken]
    table = dict(zip(["estimate", "conf_low", "conf_high", "p_value"], [*np.exp(values[:3]), values[3]], strict=True))
    method = np.where(penalised, COX_EFRON_FIRTH, COX_EFRON_PROFILE)
    return table, method, np.where(told, why, "no event while both groups were at risk")


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
    table = rows.assign(note=notes, reason=unused.mask(unused == "", unable), separated=separated)
    found = found.assign(split=found["split"].fillna(0).astype(int), method=found["method"].fillna(""))
    return table.join(found.drop(columns=["unable", "separated"]))[COLUMNS]


def _note(unused, unable, side, first):
    """Why a row was not analysed or is not estimable, which group lacks events, and where its split stands already."""
    other = {"high": "low", "low": "high"}.get(side)
    separated = f"separated: no event in the {side} group while the {other} group was at risk" if other else ""
    same = "" if np.isnan(first) else f"same split as at {100 * first:g}%"
    return "; ".join(filter(None, [unused, facts.note(unable, separated, same)]))


def trend(markers, tte, *, permutations=PERMUTATIONS, seed=SEED):
    """Hazard ratio per standard deviation (`unit`) of each marker (columns of a frame by subject): a row each.

    The primary ratio, by profile likelihood or Firth, with likelihood-ratio P; p_exact:
    permutation P of the score test, p_grid: adjusted for all markers by the largest. A marker with one value has no
    estimate. Also n, n_event, method, separated, reason, note. ValueError for a tte that is no time-to-event frame.
    """
    tte = in_order(tte, markers.index)
    values = markers.loc[tte.index]
    rows = pd.concat([_ratio(values[name], tte) for name in values], ignore_index=True)
    p_exact, p_grid = _permuted(values.to_numpy(float), tte, permutations, seed)
    tested = rows["unit"].notna()
    return rows.assign(p_exact=pd.Series(p_exact).where(tested), p_grid=pd.Series(p_grid).where(tested))


def _ratio(value, tte):
    value = value.dropna()
    spread = value.std() if len(value) > 1 else 0.0
    if not spread > 0:
        row = {"marker": value.name, **dict.fromkeys(["unit", "estimate", "conf_low", "conf_high", "p_value"], np.nan)}
        row |= {"n": len(value), "n_event": int(tte.loc[value.index, "event"].sum()), "separated": False}
        return pd.DataFrame([{**row, "reason": ONE_VALUE, "note": ONE_VALUE, "method": ""}])
    ratio = hazard_ratio_per(tte.loc[value.index], value, unit=spread, method="profile")
    if primary_interval(*ratio[["n_event", "separated"]].iloc[0]) == "firth":
        ratio = hazard_ratio_per(tte.loc[value.index], value, unit=spread, method="firth")
    return ratio.drop(columns=["group", "reference"]).assign(marker=value.name, unit=spread)


def _permuted(values, tte, permutations, seed):
    """Permutation P of each marker's score test, alone and as the largest of all; missing values carry no weight."""
    scores = timeline(tte["time"].to_numpy(float), tte["event"].to_numpy(bool)).scores
    centred = np.nan_to_num(values - np.nanmean(values, axis=0))
    spread = np.sqrt((scores**2).sum() / max(len(scores) - 1, 1) * (centred**2).sum(axis=0))
    weights = centred / np.where(spread > 0, spread, np.inf)
    observed = np.abs(scores @ weights) - SLACK
    dealt = deals.orders(len(scores), permutations, seed, len(scores))
    drawn = np.concatenate([np.zeros((0, len(observed))), *(np.abs(scores[ranks] @ weights) for ranks in dealt)])
    if not permutations:
        return np.full((2, len(observed)), np.nan)
    extra = 0 if deals.enumerated(len(scores)) else 1  # of drawn orders, the observed one counts as one more
    counts = [np.count_nonzero(each >= observed, axis=0) for each in (drawn, drawn.max(axis=1, initial=0)[:, None])]
    return [(count + extra) / (len(drawn) + extra) for count in counts]


def results(table, *, endpoint, population=EVERYONE):
    """Result rows of a sweep: hazard ratio, log-rank test and permutation P by marker (grouping) and cut-off (`at`).

    Ratio and permutation test are primary, the test with the P adjusted over the grid. Cells without a split have one
    row, a reason.
    """
    keys = {"endpoint": endpoint, "population": population, "group": "high", "reference": "low"}
    shared = table.rename(columns={"marker": "grouping", "quantile": "at"}).assign(**keys)
    tested = shared[shared["p_log_rank"].notna()].drop(columns=["conf_low", "conf_high"])
    ratio = shared.assign(estimand="hazard_ratio", role=PRIMARY)
    rank = tested.assign(estimand="log_rank", method=LOG_RANK, estimate=tested["chisq"], p_value=tested["p_log_rank"])
    method = np.where(tested["p_smallest"].notna(), LOG_RANK_EXACT, LOG_RANK_PERMUTED)
    exact = rank.assign(method=method, p_value=tested["p_exact"], estimate=tested["chisq_permuted"])
    over = f"{endpoint}: {tested['grouping'].nunique()} markers by cut-off ({multiplicity.size(len(tested))})"
    exact = facts.remarked(multiplicity.stated(exact, exact["p_grid"], family=over), ADJUSTED)
    return facts.complete(pd.concat([ratio, rank.assign(role=SENSITIVITY), exact], ignore_index=True))


def trend_results(table, *, endpoint, population=EVERYONE):
    """Result rows of `trend`: hazard ratio per standard deviation of each marker (grouping), P over all."""
    group = [f"per {unit:.3g} (1 SD)" if pd.notna(unit) else "per SD" for unit in table["unit"]]
    keys = {"estimand": "hazard_ratio", "endpoint": endpoint, "population": population, "group": group}
    rows = table.rename(columns={"marker": "grouping"}).drop(columns="unit").assign(**keys)
    tested = rows["p_grid"].notna()
    over = f"{endpoint}: markers as numbers ({multiplicity.size(tested.sum())})"
    found = multiplicity.stated(rows[tested], rows.loc[tested, "p_grid"], family=over)
    return facts.complete(pd.concat([facts.remarked(found, TREND), rows[~tested]]).sort_index())
