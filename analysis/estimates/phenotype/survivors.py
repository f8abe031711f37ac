"""Long and short survivors (groups made from the outcome: they only describe), and how values of two groups differ."""

import math
from collections import namedtuple

import numpy as np
import pandas as pd
from scipy import stats

from analysis import vocabulary
from analysis.estimates import facts, multiplicity
from analysis.estimates.phenotype.percents import BASELINE, baseline
from analysis.estimates.survival.checks import settled
from analysis.study.problems import NotInData

EXACT_UP_TO = 100  # subjects; beyond, the normal approximation is as good and the enumeration slow
MANN_WHITNEY = "Hodges-Lehmann; Mann-Whitney exact"
MANN_WHITNEY_NORMAL = "Hodges-Lehmann; Mann-Whitney normal"
LONG, SHORT, RANK_BISERIAL = "long", "short", "rank-biserial"


def difference(value, group, *, reference, conf_level=0.95):
    """How much higher `value` is in one group than in the reference: one row, in the unit of `value`.

    estimate: the Hodges-Lehmann shift with its Mann-Whitney interval (−∞, ∞ where no difference gives a limit), p_value
    (two-sided), rank_biserial (−1 to 1). Up to 100 subjects exact: P over every arrangement of the ranks (midranks),
    limits without ties (conservative); beyond, the normal approximation. An empty group: not estimable. `ValueError`
    unless there are two levels, one the reference. Source: Hollander, Wolfe, Chicken 2014, sections 4.1–4.3.
    """
    other, x, y = _two_samples(value, group, reference)
    row = {"group": other, "reference": reference, "n": len(x) + len(y), "n_group": len(x), "n_reference": len(y)}
    if not len(x) or not len(y):
        return pd.DataFrame([{**row, **_NOTHING, "method": MANN_WHITNEY, **facts.missing("a group is empty")}])
    between = np.sort(np.subtract.outer(x, y), axis=None)
    exact = len(x) + len(y) <= EXACT_UP_TO
    low, high = _limits(between, len(x), len(y), (1 - conf_level) / 2, exact=exact)
    p_value = p_exact(x, y) if exact else stats.mannwhitneyu(x, y, method="asymptotic").pvalue
    row |= {"estimate": np.median(between), "conf_low": low, "conf_high": high, "p_value": p_value}
    row |= {"rank_biserial": np.sign(between).mean(), "method": MANN_WHITNEY if exact else MANN_WHITNEY_NORMAL}
    return pd.DataFrame([row | facts.missing("")])


def p_exact(x, y):
    """The exact two-sided Mann-Whitney P over all arrangements of the midranks found (as R's package coin)."""
    ranks = (2 * stats.rankdata(np.concatenate([x, y]))).astype(int)  # doubled: midranks become whole
    counts = _rank_sums(ranks, len(x))
    sums, mean = np.arange(counts.size), len(x) * ranks.sum() / len(ranks)
    far = np.abs(sums - mean) >= abs(ranks[: len(x)].sum() - mean) - 1e-9
    return float(counts[far].sum() / counts.sum())


_NOTHING = dict.fromkeys(["estimate", "conf_low", "conf_high", "p_value", "rank_biserial"], math.nan)


def _rank_sums(ranks, size):
    """How many choices of `size` ranks have each sum, indexed by the sum (Streitberg and Röhmel's shift algorithm)."""
    counts = np.zeros((size + 1, ranks.sum() + 1))
    counts[0, 0] = 1
    for rank in ranks:
        counts[1:, rank:] += counts[:-1, : counts.shape[1] - rank]
    return counts[size]


def _limits(between, n, m, tail, *, exact):
    """The `k`-th smallest and largest pairwise difference, k the largest with P(U < k) <= `tail` on either side."""
    if exact:
        counts = _rank_sums(np.arange(1, n + m + 1), n)[n * (n + 1) // 2 :]  # of U = 0, 1, …, n m
        k = int(np.searchsorted(np.cumsum(counts) / counts.sum(), tail * (1 + 1e-12), side="right"))
    else:
        k = int(n * m / 2 + stats.norm.ppf(tail) * math.sqrt(n * m * (n + m + 1) / 12))
    return (between[k - 1], between[-k]) if k > 0 else (-math.inf, math.inf)


def _two_samples(value, group, reference):
    """The other level and the values of it and of the reference, subjects with both a value and a group."""
    pairs = pd.concat([value.rename("value"), group.rename("group")], axis=1, join="inner").dropna()
    levels = list(group.cat.categories if isinstance(group.dtype, pd.CategoricalDtype) else pairs["group"].unique())
    if len(levels) != 2 or reference not in levels:
        raise ValueError(f"difference: groups {levels}; expected two, {reference!r} one of them")
    other = next(level for level in levels if level != reference)
    return other, *(pairs.loc[pairs["group"] == level, "value"].to_numpy(float) for level in (other, reference))


def survivors(tte, *, at, unit="months"):
    """The group `long` (alive beyond `at` months), `short` (dead by then) or missing (censored); tte is in `unit`.

    NotInData where subjects come under observation late: who died before is not among them.
    """
    if "entry" in tte:
        raise NotInData("subjects come under observation late (ENTRY of adtte): long and short survivors are not told")
    limit = at * vocabulary.DAYS_PER_MONTH / vocabulary.DAYS_PER_UNIT[unit]
    time, limit = settled(tte["time"], limit)
    words = np.select([time > limit, tte["event"].astype(bool)], [LONG, SHORT], default="")
    words = pd.Categorical(words, categories=[SHORT, LONG], ordered=True)
    return pd.Series(words, index=tte.index, name="survivor")


class AtBaseline(namedtuple("AtBaseline", "values differences neither")):
    """Baseline values with the survivor group of each subject, differences of groups, and who is in neither."""


def at_baseline(measured, tte, *, at):
    """The AtBaseline of `phenotype.measured` and an endpoint; neither: USUBJID, ["none"] for nobody."""
    values = baseline_values(measured.table, tte, at=at, unit=measured.unit)
    neither = sorted(set(values.loc[values["group"].isna(), "USUBJID"])) or ["none"]
    return AtBaseline(values, baseline_differences(values), neither)


def baseline_values(nkflow, tte, *, at, unit="months"):
    """The baseline percent of each marker and subject with an outcome: PARAMCD, USUBJID, value, group (`survivors`)."""
    rows = baseline(nkflow)
    rows = rows[rows["USUBJID"].isin(tte.index)]
    return rows.assign(group=survivors(tte, at=at, unit=unit).reindex(rows["USUBJID"]).array)


def baseline_differences(values):
    """Result rows of each marker: baseline medians of long and short survivors, difference, effect size."""
    parts = [_differences(own).assign(endpoint=marker) for marker, own in values.groupby("PARAMCD", sort=False)]
    return multiplicity.adjusted(pd.concat(parts)) if parts else pd.DataFrame(columns=vocabulary.RESULT_COLUMNS)


def _differences(values):
    medians = values.groupby("group", observed=False)["value"].agg(["median", "count"]).reset_index()
    medians = medians.set_axis(["group", "estimate", "n"], axis=1)
    medians = medians.assign(estimand="median", method=vocabulary.MEDIAN, unit="percent")
    found = difference(values["value"], values["group"], reference=SHORT)
    shift = found.assign(estimand="difference", unit="percentage points", role=vocabulary.PRIMARY)
    effect = found.assign(estimand="correlation", estimate=found["rank_biserial"], method=RANK_BISERIAL, unit="")
    effect = effect.drop(columns=["conf_low", "conf_high", "p_value"])
    keys = {"population": vocabulary.EVERYONE, "grouping": "survivor", "at": BASELINE}
    return pd.concat([medians, shift, effect]).drop(columns=["n_group", "n_reference", "rank_biserial"]).assign(**keys)
