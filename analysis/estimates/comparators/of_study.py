"""A study's endpoints beside what other trials printed, as its study.yml declares them, as result rows."""

import numpy as np
import pandas as pd

from analysis.estimates import facts, survival
from analysis.estimates.comparators.one_sample import exponential, one_sample_log_rank, step
from analysis.estimates.comparators.reconstruction import reconstructed
from analysis.estimates.survival.curve import entered, product_limit, z_value
from analysis.study import curves
from analysis.study.cohort.causes import censored
from analysis.vocabulary import (
    DAYS_PER_UNIT,
    DESCRIPTIVE,
    EVERYONE,
    RATE_DIFFERENCE,
    RECONSTRUCTED,
    RESULT_COLUMNS,
    Method,
    primary_interval,
)

GROUPING, OWN = "comparators", "this trial"  # of every row: this trial against one arm of another
PRINTED = ["comparator", "arm", "endpoint", "line", "year", "country", "selection", "source", "estimand", "at",
           "estimate", "conf_low", "conf_high", "n", "unit", "reference"]  # fmt: skip


def printed(study):
    """What other trials printed, a row per arm: PRINTED, times in report units; estimand median, rate or curve.

    comparator: the trial's label; estimate: NaN for a curve; reference: the arm's name in the rows of `beside`.
    """
    return pd.DataFrame([_printed(study, *own) for own in _arms(study)], columns=PRINTED)


def beside(study):
    """Result rows of this trial, everyone in it, against each arm of its comparators; no rows without any.

    Of a curve or a median (taken as exponential) expected events, observed / expected and the one-sample log-rank test;
    of a median also survival at its time less a half, which assumes no exponential; of a curve with numbers at risk, or
    of rows, a hazard ratio against the reconstructed subjects; of a rate the difference (`rate_difference`). Nothing is
    adjusted; what was printed is taken as known where it has neither a number of subjects nor limits. NotInData as
    `Study.endpoint`.
    """
    tables = [_against(study, *own) for own in _arms(study)]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=RESULT_COLUMNS)


def curves_of(study, endpoint):
    """The curves of all arms that have one, of an endpoint: {reference, as in `beside`: frame of `curve_of`}."""
    own = [(trial, name) for trial, name, arm in _arms(study) if trial.endpoint == endpoint and arm.curve]
    return {_named(trial, name): curve_of(study, trial, name) for trial, name in own}


def curve_of(study, trial, name):
    """The published curve of an arm in report units: `time`, `survival`, `n_risk`, or None for one without a curve."""
    arm = trial.arms[name]
    if arm.curve is None:
        return None
    rows = curves.read(study, arm.curve)
    rows = rows.assign(time=rows["time"] * _scale(study, trial))
    return _of_rows(rows) if "event" in rows else rows


def rate_difference(tte, at, rate, *, n=None, limits=None):
    """Survival at a time minus a rate that was printed (0–1): one row with limits by MOVER.

    The limits of the printed rate are `limits`, or Wilson's for `n` subjects; without either it is taken as known. Of
    this trial the Kaplan-Meier limits, log-log. NaN with the reason where this trial was not followed so long; no
    limits where it had no event by then. Source: Zou & Donner 2008, Stat Med 27:1693; Newcombe 1998, Stat Med 17:873.
    """
    own = survival.survival_rate(tte, at).iloc[0]
    low, high = limits or (wilson(rate, n) if n else (rate, rate))
    row = {"estimand": "difference", "at": at, "estimate": own["estimate"] - rate, "unit": "proportion"}
    row["conf_low"] = row["estimate"] - np.hypot(own["estimate"] - own["conf_low"], high - rate)
    row["conf_high"] = row["estimate"] + np.hypot(own["conf_high"] - own["estimate"], rate - low)
    known = "" if n or limits else "the other rate is taken as known"
    told = facts.missing(own["reason"], known, "" if own["reason"] else own["note"])
    return pd.DataFrame([row | {"n": own["n"], "n_event": own["n_event"], "method": RATE_DIFFERENCE} | told])


def wilson(share, n, *, conf_level=0.95):
    """Wilson's limits of a share (0–1) of `n` subjects, which need be no count of them: `(conf_low, conf_high)`."""
    z2 = z_value(conf_level) ** 2
    middle, reach = share + z2 / (2 * n), np.sqrt(z2 * (share * (1 - share) + z2 / (4 * n)) / n)
    return (middle - reach) / (1 + z2 / n), (middle + reach) / (1 + z2 / n)


def _arms(study):
    return [(trial, name, arm) for trial in study.comparators.values() for name, arm in trial.arms.items()]


def _against(study, trial, name, arm):
    tte, scale = study.endpoint(trial.endpoint), _scale(study, trial)
    if arm.rate is not None:
        limits = None if arm.conf_low is None else (arm.conf_low, arm.conf_high)
        tables = [rate_difference(tte, arm.at * scale, arm.rate, n=arm.n, limits=limits)]
    elif arm.median is not None:
        median = arm.median * scale
        tables = [one_sample_log_rank(tte, exponential(median)), rate_difference(tte, median, 0.5, n=arm.n)]
    else:
        known = step(curve_of(study, trial, name))
        tables = [one_sample_log_rank(tte, known), _reconstructed(study, tte, trial, name)]
    keys = {"endpoint": trial.endpoint, "population": EVERYONE, "grouping": GROUPING, "group": OWN}
    remark = "; ".join(filter(None, [entered(tte), censored(study, trial.endpoint)]))
    tables = [facts.remarked(table, remark) for table in tables]
    return pd.concat(tables).assign(**keys, reference=_named(trial, name), role=DESCRIPTIVE)


def _reconstructed(study, tte, trial, name):
    """The hazard ratio against the subjects of a curve, where they are given or can be had; else no row."""
    arm, curve = trial.arms[name], curve_of(study, trial, name)
    rows = curves.read(study, arm.curve)
    if "event" in rows:
        other = rows.assign(time=rows["time"] * _scale(study, trial))
    elif curve["n_risk"].notna().any() or arm.n:
        other = reconstructed(curve, arm.n, n_event=arm.n_event)
    else:
        return pd.DataFrame()
    parts = {OWN: tte, name: other.set_axis([f"other {at}" for at in range(len(other))])}
    both = pd.concat(parts, names=["group"]).reset_index("group").fillna({"entry": 0.0})
    method = primary_interval(both["event"].sum(), False)
    ratio = survival.hazard_ratio(both.drop(columns="group"), both["group"], reference=name, method=method)
    return ratio.assign(estimand="hazard_ratio", method=[Method(one, RECONSTRUCTED) for one in ratio["method"]])


def _of_rows(rows):
    curve = product_limit(rows["time"].to_numpy(float), rows["event"].to_numpy(bool))
    return pd.DataFrame({"time": curve.time, "survival": curve.survival, "n_risk": curve.n_risk})


def _printed(study, trial, name, arm):
    scale, said = _scale(study, trial), "rate" if arm.rate is not None else "curve" if arm.curve else "median"
    time = scale if said == "median" else 1
    value = {"median": arm.median, "rate": arm.rate}.get(said)
    estimates = [np.nan if one is None else one * time for one in (value, arm.conf_low, arm.conf_high)]
    told = [trial.label, name, trial.endpoint, trial.line, trial.year, trial.country, trial.selection, trial.source]
    at = "" if arm.at is None else arm.at * scale
    unit = "proportion" if said == "rate" else study.report_unit
    return [*told, said, at, *estimates, np.nan if arm.n is None else arm.n, unit, _named(trial, name)]


def _named(trial, name):
    return f"{name} ({trial.label})"


def _scale(study, trial):
    """What a time in the trial's unit is in report units."""
    return DAYS_PER_UNIT[trial.unit or study.report_unit] / DAYS_PER_UNIT[study.report_unit]
