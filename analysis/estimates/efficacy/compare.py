"""Groups compared: medians, rates, hazard ratios, log-rank, restricted means; guarded against immortal time."""

import numpy as np
import pandas as pd

from analysis.estimates import facts, multiplicity, survival
from analysis.estimates.efficacy.rows import (
    absent,
    checked,
    event_free,
    levels_of,
    medians,
    rates,
    ratios,
    reproduced_ratios,
    result_rows,
)
from analysis.estimates.survival.checks import combined
from analysis.estimates.survival.curve import entered
from analysis.estimates.survival.known_later import known_times
from analysis.estimates.survival.rank import log_rank_exact
from analysis.vocabulary import (
    COX_EFRON_PROFILE,
    COX_LANDMARK,
    EVERYONE,
    PRIMARY,
    RESULT_COLUMNS,
    SENSITIVITY,
)

# Against fewer an interval errs to one side: below 1 without effect in 5 to 9 % of cohorts (make validate).
LEAST_AT_LANDMARK = 4


def comparisons(ttes, groups, *, references, known_at=None, landmark=None, strata=None, horizons=None, **options):
    """Result rows of every grouping compared on every endpoint, with P values adjusted over the endpoints of each.

    ttes: {endpoint: time-to-event frame}; groups: {grouping: Series of levels}; references: {grouping: level};
    known_at, landmark, strata: {grouping: when it becomes known (default 0), landmark, Series (default none)};
    horizons: {endpoint: horizon of mean survival (default none)}; other options and ValueError as `comparison`.
    """
    known, blocks, fixed = known_at or {}, strata or {}, landmark or {}
    rows = [
        comparison(tte, group, endpoint=endpoint, grouping=name, reference=references[name],
                   known_at=known.get(name, 0), landmark=fixed.get(name), strata=blocks.get(name),
                   horizon=(horizons or {}).get(endpoint), **options)
        for endpoint, tte in ttes.items() for name, group in groups.items()]  # fmt: skip
    return multiplicity.adjusted(pd.concat(rows)) if rows else pd.DataFrame(columns=RESULT_COLUMNS)


def comparison(tte, group, *, endpoint, grouping, reference, population=EVERYONE, known_at=0, landmark=None,
               landmarks=(), horizon=None, strata=None, reproduction=(), conf_type="log-log", unit=""):  # fmt: skip
    """Result rows of the groups of `group` (a Series) compared on one endpoint.

    Per level: median, rate at each of `landmarks`, event-free share, restricted mean within `horizon` (if given).
    Against `reference`: hazard ratio (Efron; Wald, profile likelihood, Firth), difference of restricted means; log-rank
    test, its exact permutation P where all assignments can be enumerated, test of proportional hazards. `strata` (a
    Series, or a frame of several factors) adds stratified Wald ratios and log-rank test, `reproduction` published
    estimators. With fewer than two levels, or none in the reference, one hazard_ratio row says why. Primary are the
    ratio that `vocabulary.primary_ratio` names and the exact log-rank test where there is one, else the usual; the
    others have the role sensitivity. `known_at` (a number or a Series, unit of `tte`) later than 0 makes every row
    above naive and none primary; time-dependent hazard ratios stand beside, the primary by Firth, and that of a
    `landmark` (a time fixed beforehand) where one is given. ValueError for a grouping without a known time (None) and
    for unknown `reproduction`.
    """
    methods, strata = checked(reproduction), combined(strata)
    known = known_after_start(tte, group, known_at, grouping)
    levels = levels_of(tte, group)
    tables = [table.assign(group=level) for level, own in levels.items() for table in (
        medians(tte[own], conf_type=conf_type, unit=unit), *rates(tte[own], landmarks, conf_type=conf_type),
        event_free(tte[own]))]  # fmt: skip
    comparable, primary = len(levels) > 1 and reference in levels, SENSITIVITY if known is not None else PRIMARY
    if not comparable:
        only = f"only one group has subjects ({', '.join(map(str, levels)) or 'none'})"
        why = only if len(levels) < 2 else f"the reference {reference} has no subjects"
        tables.append(absent("hazard_ratio", COX_EFRON_PROFILE, why, reference=reference, role=primary))
    else:
        tables += [_ratios(tte, group, reference, strata, methods, primary), _tests(tte, group, strata, primary)]
        tables += [_constancy(tte, group, reference), *_means(tte, group, reference, horizon, unit)]
    tables = [marked(table, known, unit) for table in tables]
    if known is not None and comparable:
        tables += guarded(tte, group, reference=reference, known=known, at=landmark, unit=unit)
    tables = [facts.remarked(table, entered(tte[group.reindex(tte.index).notna()])) for table in tables]
    return result_rows(tables, endpoint=endpoint, population=population, grouping=grouping)


def _ratios(tte, group, reference, strata, methods, primary):
    """The hazard ratios by every method, the primary among them, those of published papers, and the stratified one."""
    tables = [ratios(tte, group, reference=reference, role=primary)]
    tables.append(reproduced_ratios(tte, group, reference=reference, methods=methods))
    if strata is not None:
        tables.append(_stratified(survival.hazard_ratio(tte, group, reference=reference, strata=strata), strata))
    return pd.concat(tables).assign(estimand="hazard_ratio")


def _tests(tte, group, strata, primary):
    """The log-rank tests; the exact one, where all assignments can be enumerated, is the primary."""
    exact = log_rank_exact(tte, group)
    exact = exact[exact["enumerated"]]
    usual = survival.log_rank(tte, group).assign(role=SENSITIVITY if len(exact) else primary)
    stratified = [] if strata is None else [_stratified(survival.log_rank(tte, group, strata=strata), strata)]
    return pd.concat([usual, *stratified, exact.assign(role=primary)]).assign(estimand="log_rank")


def _constancy(tte, group, reference):
    constant = survival.proportional_hazards(tte, group, reference=reference)
    against = ["" if level == "" else reference for level in constant["group"]]
    return constant.assign(estimand="proportional_hazards", reference=against)


def _stratified(table, strata):
    return facts.remarked(table, f"strata: {strata.name}" if strata.name else "", first=True)


def _means(tte, group, reference, horizon, unit):
    if horizon is None:
        return []
    means = survival.restricted_mean(tte, horizon=horizon, group=group, reference=reference)
    return [means.assign(at=round(horizon, 4), unit=unit)]


def known_after_start(tte, group, known_at, grouping):
    """When each subject's group becomes known (a Series, NaN never), or None where all are known at time 0.

    ValueError for a grouping whose time of knowledge is not stated: None, NaN, or a Series without any number.
    """
    stated = pd.notna(known_at).any() if isinstance(known_at, pd.Series) else known_at is not None and known_at >= 0
    if not stated:
        expected = "expected when the grouping becomes known (0: before)"
        raise ValueError(f"known_at of {grouping} is {known_at!r}; {expected}")
    known = known_times(tte, known_at)[group.reindex(tte.index).notna()]
    return known if (known > 0).any() else None


def marked(table, known, unit):
    """The table with its column naive, and the remark on every estimate that counts time before the group was known."""
    if known is None:
        return table.assign(naive=False)
    low, high = known[known > 0].min(), known.max()
    when = f"{low:.3g}{'' if low == high else f' to {high:.3g}'} {unit}".strip()
    if known.notna().all() and (known > 0).all():
        bias = "though everyone compared had to live until then: that time belongs to no group"
    else:
        bias = "though who joined a group later had to live until then (immortal time)"
    remark = f"naive: group known only from {when}, compared from time 0, {bias}"
    return facts.remarked(table.assign(naive=True), remark)


def guarded(tte, group, *, reference, known, at=None, unit=""):
    """Tables of the hazard ratio at a landmark `at` (if any), and of time-dependent ones: Wald, and Firth (primary)."""
    unclassified, tte = len(tte) - len(known), tte.loc[known.index]
    times = [] if at is None else np.atleast_1d(at)
    tables = [_landmark(tte, group, reference, known, float(time), unclassified) for time in times]
    one_day = known.nunique(dropna=False) == 1
    remark = f"all known at {known.iloc[0]:.3g} {unit}".strip() + ": equal to the landmark ratio of that time"
    for method, role in (("wald", SENSITIVITY), ("firth", PRIMARY)):
        table = survival.time_dependent_hazard_ratio(tte, known, group=group, reference=reference, method=method)
        tables.append(facts.remarked(table, remark if one_day else "").assign(estimand="hazard_ratio", role=role))
    return tables


def _landmark(tte, group, reference, known, at, unclassified):
    one_day = known.nunique(dropna=False) == 1
    known = float(known.iloc[0]) if one_day else known
    kept = survival.landmark(tte, group, known_at=known, at=at, reference=reference)
    remark = f"landmark at {at:g}: {len(kept)} of {len(tte)} subjects with a group still at risk"
    remark += f"; left out: {len(tte) - len(kept)} no longer at risk, {unclassified} never in a group"
    labels = pd.Series(list(kept["group"]), index=kept.index, dtype=object)
    sizes, why = labels.value_counts(), ""
    if reference not in sizes or len(sizes) < 2:
        why = "fewer than two groups at the landmark"
    elif sizes.min() < LEAST_AT_LANDMARK:
        why = f"fewer than {LEAST_AT_LANDMARK} subjects in a group at the landmark"
    if why:
        counts = {"n": len(kept), "n_event": int(kept["event"].sum())}
        table = absent("hazard_ratio", COX_LANDMARK, why, reference=reference, **counts)
        return facts.remarked(table.assign(at=at), remark)
    table = survival.hazard_ratio(kept.drop(columns="group"), labels, reference=reference, method="firth")
    return facts.remarked(table.assign(estimand="hazard_ratio", method=COX_LANDMARK, at=at), remark)
