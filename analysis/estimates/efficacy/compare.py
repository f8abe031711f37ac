"""Groups compared: medians and rates per level, hazard ratios three ways, log-rank, restricted means, guards."""

import numpy as np
import pandas as pd

from analysis.estimates import survival
from analysis.estimates.efficacy.guard import guarded, known_after_start, naive_note
from analysis.estimates.efficacy.reproduction import checked, reproduced_ratios
from analysis.estimates.efficacy.rows import absent, event_free, levels_of, medians, noted, rates, result_rows
from analysis.vocabulary import COX_EFRON_WALD, EVERYONE

METHODS = ("wald", "profile", "firth")


def comparison(tte, group, *, endpoint, grouping, reference, population=EVERYONE, known_at=0, landmark=None,
               landmarks=(), horizon=None, strata=None, reproduction=(), conf_type="log-log", unit=""):  # fmt: skip
    """Result rows of the groups of `group` (a Series) compared on one endpoint.

    Per level: median, rate at each of `landmarks`, event-free share, restricted mean within `horizon` (default the
    longest one that all levels have). Between levels: hazard ratio against `reference` (Efron ties; Wald, profile
    likelihood and Firth), difference of restricted means, log-rank test, its exact permutation P where all assignments
    can be enumerated, test of proportional hazards. `strata` adds stratified Wald ratios and log-rank test.
    `reproduction` adds published estimators. Fewer than two levels with subjects, or none in the reference: the rows
    per level and one hazard_ratio row with the reason.

    `known_at` (a number or a Series, unit of `tte`) is when the group becomes known. Later than 0, every row above is
    marked as naive in its note, and landmark hazard ratios (`landmark`: times; default the latest known_at, rounded up
    to two decimals) and a time-dependent one stand beside. A grouping without a known time (None) raises ValueError.
    """
    methods = checked(reproduction)
    known = known_after_start(tte, group, known_at, grouping)
    options = {"conf_type": conf_type, "landmarks": landmarks, "unit": unit}
    levels = levels_of(tte, group)
    tables = [_per_level(tte[labels], level, **options) for level, labels in levels.items()]
    comparable = len(levels) > 1 and reference in levels
    if not comparable:
        tables.append(absent("hazard_ratio", COX_EFRON_WALD, _missing(levels, reference), reference=reference))
    else:
        tables += _between(tte, group, reference, strata, methods)
        tables += _means(tte, group, reference, horizon, unit)
    tables = [noted(table, naive_note(known, unit)) for table in tables]
    if known is not None and comparable:
        tables += guarded(tte, group, reference=reference, known=known, at=landmark, unit=unit)
    return result_rows(tables, endpoint=endpoint, population=population, grouping=grouping)


def _missing(levels, reference):
    if len(levels) < 2:
        return f"only one group has subjects ({', '.join(map(str, levels)) or 'none'})"
    return f"the reference {reference} has no subjects"


def _per_level(tte, level, *, conf_type, landmarks, unit):
    tables = [medians(tte, conf_type=conf_type, reproduction=(), unit=unit), event_free(tte)]
    if len(landmarks):
        tables.insert(1, rates(tte, landmarks, conf_type=conf_type))
    return pd.concat(tables).assign(group=level)


def _between(tte, group, reference, strata, methods):
    ratios = [survival.hazard_ratio(tte, group, reference=reference, method=method) for method in METHODS]
    ratios.append(reproduced_ratios(tte, group, reference=reference, methods=methods))
    tests = [survival.log_rank(tte, group)]
    if strata is not None:
        ratios.append(survival.hazard_ratio(tte, group, reference=reference, strata=strata))
        tests.append(survival.log_rank(tte, group, strata=strata))
    exact = survival.log_rank_exact(tte, group)
    tests.append(exact[~exact["note"].str.startswith("not enumerated")])
    constant = survival.proportional_hazards(tte, group, reference=reference)
    constant["reference"] = np.where(constant["group"] == "", "", reference)
    return [pd.concat(ratios).assign(estimand="hazard_ratio"), pd.concat(tests).assign(estimand="log_rank"),
            constant.assign(estimand="proportional_hazards")]  # fmt: skip


def _means(tte, group, reference, horizon, unit):
    horizon = survival.longest_horizon(tte, group) if horizon is None else horizon
    if not horizon > 0:
        return []
    means = survival.restricted_mean(tte, horizon=horizon, group=group, reference=reference)
    return [means.assign(at=round(horizon, 4), unit=unit)]
