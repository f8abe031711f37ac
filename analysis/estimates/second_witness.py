"""Every Kaplan-Meier estimate, log-rank test and unpenalised hazard ratio once more, by lifelines.

Where the two cannot agree the reason is known and told; a disagreement without one is an error of one of them.
"""

import warnings
from itertools import chain

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter, CoxTimeVaryingFitter, KaplanMeierFitter
from lifelines.exceptions import ConvergenceError, StatError
from lifelines.statistics import multivariate_logrank_test
from lifelines.utils import median_survival_times, qth_survival_time

from analysis.estimates.confirmation import COLUMNS, apart
from analysis.estimates.survival import inputs

CLOSE, CLOSE_RATIO = 1e-6, 1e-4  # relative differences up to which two estimates, two hazard ratios agree
EVEN = 1e-9  # a curve this near to the level stands on it
STRICT = {"precision": 1e-12, "r_precision": 1e-14, "step_size": 0.5}  # else lifelines stops short of the maximum
NAMES = {"quantile": "Kaplan-Meier median", "rate": "Kaplan-Meier rate", "log_rank": "Log-rank test",
         "hazard_ratio": "Hazard ratio", "time_dependent": "Time-dependent hazard ratio",
         "per_unit": "Hazard ratio per unit", "multivariable": "Hazard ratio beside covariates",
         "sweep": "Cut-off sweep"}  # fmt: skip
EMPTIED = "all at risk had the event before others came under observation"
FAILED = "lifelines does not converge"
NOTHING = dict.fromkeys(["estimate", "conf_low", "conf_high", "p_value"], np.nan)
UNSAID = dict.fromkeys(["estimate", "conf_low", "conf_high"], np.nan)


class DisagreementError(RuntimeError):
    """Estimates that lifelines does not confirm, without a known reason."""


def compared(estimates):
    """COLUMNS of estimates ((line, sample) of `survival.inputs.kept`): `lifelines` may be NaN, `reason` says why."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of what we know: separation, small groups
        rows = [row for line, sample in estimates for row in _compared(line, sample)]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"agree": bool})


def of_run(folders):
    """The confirmed comparison of all estimates kept in these folders; DisagreementError as `confirmed`."""
    return confirmed(compared(chain.from_iterable(map(inputs.kept, folders))))


def confirmed(values):
    """The same values, or DisagreementError that lists those that differ without a known reason."""
    strange = values[~values["agree"] & values["reason"].eq("")]
    if len(strange):
        lines = [f"{row.kind}, {row.group}: {row.value} is {row.ours!r}, by lifelines {row.lifelines!r} "
                 f"(sample {row.sample})" for row in strange.itertuples()]  # fmt: skip
        raise DisagreementError(f"{len(strange)} estimates are not confirmed:\n  " + "\n  ".join(lines))
    return values


def _compared(line, sample):
    own = {name: line.get(name) for name in ("conf_type", "rule", "ties", "probability", "unit")}
    for row, other, reason in _WITNESSES[line["kind"]](line["rows"], sample, own):
        close = CLOSE_RATIO if line["kind"] not in ("quantile", "rate", "log_rank") else CLOSE
        for value, theirs in other.items():
            ours = np.nan if row.get(value) is None else row[value]
            why = reason.get(value, reason.get("", ""))
            agree = bool(apart(ours, theirs) <= close) or (np.isnan(ours) and np.isnan(theirs) and not why)
            group = str(row.get("marker") or row.get("group") or "")
            yield [NAMES[line["kind"]], line["sample"], group, value, ours, theirs, agree, why]


def _finite(value):
    return float(value) if np.isfinite(value) else np.nan


def _quantile(rows, sample, own):
    """The median or another quantile with its log-log interval."""
    fit, level = _curve(sample), 1 - own["probability"]
    if fit is None:
        yield rows[0], UNSAID, {"": EMPTIED}
        return
    limits = median_survival_times(fit.confidence_interval_) if level == 0.5 else pd.DataFrame([[np.nan, np.nan]])
    reason, curve = {}, fit.survival_function_.iloc[:, 0]
    if (abs(curve - level) <= EVEN).any() or own["rule"] == "first":
        reason["estimate"] = "the curve stands at the level for a while: lifelines has no rule for that"
    if own["conf_type"] != "log-log":
        reason |= dict.fromkeys(["conf_low", "conf_high"], "lifelines has the log-log interval only")
        limits = pd.DataFrame([[np.nan, np.nan]])
    elif curve.iloc[-1] == 0 or (abs(fit.confidence_interval_ - level) <= EVEN).any(axis=None):
        reason |= dict.fromkeys(["conf_low", "conf_high"], "the last subject had the event: the limit is not reached")
    low, high = map(_finite, limits.iloc[0])
    yield rows[0], {"estimate": _finite(qth_survival_time(level, fit)), "conf_low": low, "conf_high": high}, reason


def _curve(sample):
    """lifelines' curve, or None where it falls to 0 before all have come under observation."""
    try:
        fit = KaplanMeierFitter().fit(sample["time"], sample["event"], entry=sample.get("start"))
    except StatError:
        return None
    return None if "start" in sample and (fit.survival_function_.iloc[:-1, 0] <= 0).any() else fit


def _rate(rows, sample, own):
    """The survival rate at each time, with its log-log interval."""
    fit = _curve(sample)
    if fit is None:
        yield from ((row, UNSAID, {"": EMPTIED}) for row in rows)
        return
    limits = fit.confidence_interval_
    for row in rows:
        at, beyond = row["at"], row["at"] > sample["time"].max()
        estimate = float(fit.survival_function_at_times(at).iloc[0])
        low, high = limits[limits.index <= at].iloc[-1]
        reason = {"": "after the last observed time"} if beyond else {}
        if own["conf_type"] != "log-log" or estimate in (0.0, 1.0):
            why = "no interval at 0 and 1" if estimate in (0.0, 1.0) else "lifelines has the log-log interval only"
            reason |= dict.fromkeys(["conf_low", "conf_high"], why)
        yield row, {"estimate": estimate, "conf_low": _finite(low), "conf_high": _finite(high)}, reason


def _log_rank(rows, sample, own):
    why = "" if sample["event"].any() else "without events lifelines says 0, P 1"
    why = "lifelines has no stratified log-rank test" if sample["stratum"].nunique() > 1 else why
    why = "lifelines has no log-rank test with delayed entry" if "start" in sample else why
    if why:
        yield rows[0], {"estimate": np.nan, "p_value": np.nan}, {"": why}
        return
    first, last = sample.loc[sample["event"], "time"].min(), sample.groupby("group")["time"].transform("max")
    at_risk = sample[~(last < first)]  # a group that is gone before the first event has no degree of freedom
    sample = at_risk if at_risk["group"].nunique() > 1 else sample
    test = multivariate_logrank_test(sample["time"], sample["group"], sample["event"])
    reason = {} if np.isfinite(test.test_statistic) else {"": "a group is never at risk at an event"}
    yield rows[0], {"estimate": _finite(test.test_statistic), "p_value": _finite(test.p_value)}, reason


def _hazard_ratio(rows, sample, own):
    """Hazard ratios of groups against the reference, that of a number per unit, or of several covariates: one model."""
    if "value" in sample:
        numbers = {rows[0]["group"]: sample["value"] / own["unit"]}
    elif "group" in sample:
        numbers = {row["group"]: sample["group"].eq(str(row["group"])).astype(float) for row in rows}
    else:
        numbers = {row["group"]: sample[row["group"]] for row in rows}
    missing = [row for row in rows if row["estimate"] is None or np.isnan(row["estimate"])]
    why = "no maximum: lifelines then stops anywhere" if missing else ""
    why = why or ("lifelines has Efron's ties only" if own["ties"] != "efron" else "")
    table = None if why else _fit(pd.DataFrame(numbers), sample)
    why = why or (FAILED if table is None else "")
    for row in rows:
        yield row, NOTHING if why else _of_summary(table.loc[row["group"]]), {"": why}


def _fit(covariates, sample):
    """lifelines' summary of the model, or None where its search fails."""
    try:
        return _fitted(covariates, sample)
    except ConvergenceError:
        return None


def _fitted(covariates, sample):
    covariates = covariates.assign(time=sample["time"], event=sample["event"])
    strata = ["stratum"] if sample["stratum"].nunique() > 1 else None
    covariates = covariates.assign(stratum=sample["stratum"]) if strata else covariates
    if "start" in sample:
        data = covariates.assign(start=sample["start"], subject=np.arange(len(sample)))
        data = data[data["start"] < data["time"]]
        names = {"id_col": "subject", "event_col": "event", "start_col": "start", "stop_col": "time"}
        return CoxTimeVaryingFitter().fit(data, **names, strata=strata, fit_options=STRICT).summary
    return CoxPHFitter().fit(covariates, "time", "event", strata=strata, fit_options=STRICT).summary


def _of_summary(row):
    low, high = row["exp(coef) lower 95%"], row["exp(coef) upper 95%"]
    return {"estimate": row["exp(coef)"], "conf_low": low, "conf_high": high, "p_value": row["p"]}


def _sweep(rows, sample, own):
    """The log-rank test of each distinct split of a sweep, and its hazard ratio where the groups are not separated."""
    for row in rows:
        high = sample[row["marker"]].gt(row["cutoff"])[sample[row["marker"]].notna()]
        own_rows = sample.loc[high.index]
        test = multivariate_logrank_test(own_rows["time"], high, own_rows["event"])
        yield row, {"chisq": _finite(test.test_statistic), "p_log_rank": _finite(test.p_value)}, {}
        if row["p_wald"] is not None and not np.isnan(row["p_wald"]):
            table = _fit(high.astype(float).to_frame("high"), own_rows.assign(stratum=0))
            found, reason = (NOTHING, {"": FAILED}) if table is None else (_of_summary(table.loc["high"]), {})
            yield row, {"p_wald" if name == "p_value" else name: value for name, value in found.items()}, reason


_WITNESSES = dict.fromkeys(["hazard_ratio", "time_dependent", "per_unit", "multivariable"], _hazard_ratio)
_WITNESSES |= {"quantile": _quantile, "rate": _rate, "log_rank": _log_rank, "sweep": _sweep}
