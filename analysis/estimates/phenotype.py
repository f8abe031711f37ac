"""Flow phenotype of NK cells: a percent at each visit, its change after treatment, and long against short survivors.

`nkflow` holds one row per subject, visit and parameter: USUBJID, AVISIT, ADY, PARAMCD, AVAL (percent of NK cells).
"""

import math

import numpy as np
import pandas as pd
from scipy import stats

from analysis import vocabulary
from analysis.estimates import facts

BASELINE = "Baseline"
LONG, SHORT = "long", "short"
INCREASED, DECREASED = "increased", "decreased"
EXACT_UP_TO = 100  # subjects; beyond, the normal approximation is as good and the enumeration slow
MANN_WHITNEY = "Hodges-Lehmann; Mann-Whitney exact"
MANN_WHITNEY_NORMAL = "Hodges-Lehmann; Mann-Whitney normal"
RANK_BISERIAL = "rank-biserial"


def trajectories(nkflow, parameter):
    """Every value of a parameter with its change since baseline: USUBJID, AVISIT, ADY, AVAL, BASE, CHG; in day order.

    AVAL, BASE and CHG in percent and percentage points; BASE and CHG are missing without a baseline value.
    `ValueError` names each value outside 0–100 and each subject with two values at one visit.
    """
    rows = nkflow.loc[nkflow["PARAMCD"] == parameter, ["USUBJID", "AVISIT", "ADY", "AVAL"]].dropna(subset=["AVAL"])
    _check(rows, parameter)
    base = rows[rows["AVISIT"] == BASELINE].set_index("USUBJID")["AVAL"]
    rows = rows.assign(BASE=rows["USUBJID"].map(base))
    rows["CHG"] = rows["AVAL"] - rows["BASE"]
    return rows.sort_values(["USUBJID", "ADY"]).reset_index(drop=True)


def change(nkflow, parameter, *, visit):
    """The value at a visit against baseline, one row per subject with both: BASE, AVAL, CHG, ADY by USUBJID."""
    rows = trajectories(nkflow, parameter)
    at = rows[(rows["AVISIT"] == visit) & rows["BASE"].notna()].set_index("USUBJID")
    return at[["BASE", "AVAL", "CHG", "ADY"]].sort_index()


def direction(changes):
    """The group of each subject, categorical: decreased, increased; an unchanged value is neither and missing."""
    words = np.select([changes["CHG"] > 0, changes["CHG"] < 0], [INCREASED, DECREASED], default="")
    words = pd.Categorical(words, categories=[DECREASED, INCREASED], ordered=True)
    return pd.Series(words, index=changes.index, name="change")


def baseline(nkflow, parameter):
    """The baseline percent of each subject who has one, Series by USUBJID."""
    rows = trajectories(nkflow, parameter)
    return rows[rows["AVISIT"] == BASELINE].set_index("USUBJID")["AVAL"].sort_index().rename(parameter)


def known_at(changes, *, unit="months"):
    """The time from which each subject's change is known, Series by USUBJID: the visit's day (ADY 1 is time 0)."""
    return ((changes["ADY"] - 1) / vocabulary.DAYS_PER_UNIT[unit]).clip(lower=0)


def names(nkflow, only=()):
    """The parameters in order of appearance with the words for them: {PARAMCD: PARAM}, PARAMCD where nothing says.

    `only` picks some; `ValueError` for one that the table does not hold.
    """
    words = nkflow["PARAM"] if "PARAM" in nkflow else nkflow["PARAMCD"]
    known = dict(zip(nkflow["PARAMCD"], words.fillna(nkflow["PARAMCD"]), strict=True))
    unknown = [name for name in only if name not in known]
    if unknown:
        raise ValueError(f"nkflow has no PARAMCD {', '.join(unknown)}; known: {', '.join(known)}")
    return {name: known[name] for name in only or known}


def values_over_time(nkflow, parameter, group, *, unit="months"):
    """Every value for the chart over time: USUBJID, time (from day 1, in `unit`), value, group of the subject."""
    rows = trajectories(nkflow, parameter)
    time = (rows["ADY"] - 1) / vocabulary.DAYS_PER_UNIT[unit]
    group = rows["USUBJID"].map(group.astype(object))
    return pd.DataFrame({"USUBJID": rows["USUBJID"], "time": time, "value": rows["AVAL"], "group": group})


def evaluable(nkflow, subjects, *, visit):
    """For each parameter how many of `subjects` can be compared at a visit, and who cannot.

    Columns PARAMCD, n, baseline, visit, increased, decreased, unchanged, not_compared (USUBJID, apart by a comma).
    """
    rows = []
    for parameter in names(nkflow):
        changes = change(nkflow, parameter, visit=visit)
        groups = direction(changes).value_counts()
        here = nkflow[(nkflow["PARAMCD"] == parameter) & (nkflow["AVISIT"] == visit) & nkflow["AVAL"].notna()]
        rows.append({
            "PARAMCD": parameter, "n": len(subjects), "baseline": len(baseline(nkflow, parameter)), "visit": len(here),
            **{word: int(groups.get(word, 0)) for word in (INCREASED, DECREASED)},
            "unchanged": int((changes["CHG"] == 0).sum()),
            "not_compared": ", ".join(map(str, pd.Index(subjects).difference(changes.index))),
        })  # fmt: skip
    return pd.DataFrame(rows)


def by_survival(nkflow, tte, parameter, *, at):
    """Baseline value and survivor group of each classifiable subject: USUBJID, value, group."""
    pairs = pd.concat([baseline(nkflow, parameter), survivors(tte, at=at)], axis=1, join="inner").dropna()
    return pairs.set_axis(["value", "group"], axis=1).rename_axis("USUBJID").reset_index()


def survivors(tte, *, at):
    """The group `long` (known alive beyond `at`) or `short` (dead by `at`) of each subject, ordered short, long.

    Missing for a subject censored at or before `at`: whether they lived longer is not known. See `not_classifiable`.
    """
    words = np.select([tte["time"] > at, tte["event"].astype(bool)], [LONG, SHORT], default="")
    words = pd.Categorical(words, categories=[SHORT, LONG], ordered=True)
    return pd.Series(words, index=tte.index, name="survivor")


def not_classifiable(tte, *, at):
    """The subjects censored at or before `at`, who are neither long nor short survivors: their rows of `tte`."""
    return tte[survivors(tte, at=at).isna()]


def difference(value, group, *, reference, conf_level=0.95):
    """How much higher `value` is in one group than in the reference: one row, in the unit of `value`.

    estimate is the Hodges-Lehmann shift (median of all pairwise differences, group − reference) with its interval from
    the Mann-Whitney distribution; p_value its two-sided test, rank_biserial its effect size (−1 to 1), n all subjects.
    Up to 100 subjects both are exact: P over every arrangement of the ranks, ties by midranks; the limits by the
    distribution without ties, which is conservative where ties are. Beyond, the normal approximation. Limits that no
    pairwise difference can give are −∞ and ∞. With an empty group the row is not estimable. `ValueError` unless
    `group` has two levels, the reference one of them.
    Source: Hollander, Wolfe, Chicken 2014, Nonparametric Statistical Methods, sections 4.1–4.3.
    """
    other, x, y = _two_samples(value, group, reference)
    row = {"group": other, "reference": reference, "n": len(x) + len(y), "n_group": len(x), "n_reference": len(y)}
    if not len(x) or not len(y):
        return pd.DataFrame([{**row, **_NOTHING, "method": MANN_WHITNEY, **facts.missing("a group is empty")}])
    between = np.sort(np.subtract.outer(x, y), axis=None)
    exact = len(x) + len(y) <= EXACT_UP_TO
    low, high = _limits(between, len(x), len(y), (1 - conf_level) / 2, exact=exact)
    found = {
        "estimate": np.median(between),
        "conf_low": low,
        "conf_high": high,
        "p_value": p_exact(x, y) if exact else stats.mannwhitneyu(x, y, method="asymptotic").pvalue,
        "rank_biserial": np.sign(between).mean(),
        "method": MANN_WHITNEY if exact else MANN_WHITNEY_NORMAL,
        **facts.missing(""),
    }
    return pd.DataFrame([{**row, **found}])


def baseline_difference(nkflow, tte, *, parameter, at, population=vocabulary.EVERYONE):
    """Result rows: baseline percent in long and short survivors (medians), its difference, and the effect size."""
    pairs = by_survival(nkflow, tte, parameter, at=at)
    medians = pairs.groupby("group", observed=False)["value"].agg(["median", "count"]).reset_index()
    medians = medians.set_axis(["group", "estimate", "n"], axis=1).assign(estimand="median", method="median")
    found = difference(pairs["value"], pairs["group"], reference=SHORT)
    found = found.assign(estimand="difference", role=vocabulary.PRIMARY)
    effect = found.assign(estimand="correlation", estimate=found["rank_biserial"], method=RANK_BISERIAL)
    effect = effect.drop(columns=["conf_low", "conf_high", "p_value", "role"])
    rows = pd.concat([medians.assign(unit="percent"), found.assign(unit="percentage points"), effect.assign(unit="")])
    keys = {"endpoint": parameter, "population": population, "grouping": "survivor", "at": BASELINE}
    return rows.drop(columns=["n_group", "n_reference", "rank_biserial"]).assign(**keys).reset_index(drop=True)


def p_exact(x, y):
    """The exact two-sided Mann-Whitney P: the share of all arrangements with a rank sum at least as far from its mean.

    Ties get midranks, so the arrangements are those of the ranks found (the conditional test of R's package coin).
    """
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


def _check(rows, parameter):
    """Refuse values that are no percent and second values of one visit, all of them named."""
    wrong = [f"{row.USUBJID} {row.AVISIT}: {row.AVAL} is not a percent (0–100)"
             for row in rows[~rows["AVAL"].between(0, 100)].itertuples()]  # fmt: skip
    twice = rows[rows.duplicated(["USUBJID", "AVISIT"])]
    wrong += [f"{row.USUBJID} {row.AVISIT}: a second value, {row.AVAL}" for row in twice.itertuples()]
    if wrong:
        raise ValueError(f"nkflow, PARAMCD {parameter}: {'; '.join(wrong)}")
