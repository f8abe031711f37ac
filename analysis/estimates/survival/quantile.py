"""Median survival and other quantiles, with the conventions of R and of SPSS as named choices; median follow-up."""

import numpy as np
import pandas as pd

from analysis.estimates import facts
from analysis.estimates.survival import inputs
from analysis.estimates.survival.checks import checked_tte, observed, one_of
from analysis.estimates.survival.curve import emptied, ended, product_limit, survival_limits, z_value
from analysis.vocabulary import CONF_TYPES, FROM_ENTRY, NOT_REACHED, TIME_TO_CUTOFF, Method, kaplan_meier

TOLERANCE = 1e-9  # S(t) this near to the level counts as equal: products such as 19/20 * 18/19 ... miss 1/2 by 2e-16
WINDOW = 0.05  # half width of the probability window from which SPSS takes the density at the median


def median_survival(tte, *, conf_type="log-log", rule="midpoint", conf_level=0.95):
    """Time at which the Kaplan-Meier curve reaches 1/2, one row: estimate, limits, n, n_event, method, reason, note.

    rule: where S(t) stays at exactly 1/2, "midpoint" is the middle of that plateau (R's survfit), "first" its beginning
    (SPSS). conf_type log-log, log or plain: the interval ends where the limits of S(t) cross 1/2 (Brookmeyer & Crowley
    1982); "normal": estimate +/- z SE(S)/f with the density f between S >= 0.55 and S <= 0.45 (SPSS; Collett, section
    2.4). Not reached: NaN with the reason. With `entry` the curve is left-truncated (`kaplan_meier`). ValueError for an
    unknown conf_type or rule.
    """
    return quantile_survival(tte, 0.5, conf_type=conf_type, rule=rule, conf_level=conf_level)


def quantile_survival(tte, probability, *, conf_type="log-log", rule="midpoint", conf_level=0.95):
    """Time by which `probability` (between 0 and 1) of the subjects have had the event; a row as median_survival.

    ValueError for a probability outside.
    """
    one_of(conf_type, (*CONF_TYPES, "normal"), "conf_type")
    one_of(rule, ("midpoint", "first"), "rule")
    if not 0 < probability < 1:
        raise ValueError(f"probability is {probability!r}; expected a number between 0 and 1")
    time, event, start = observed(tte)
    curve = product_limit(time, event, start)
    if (end := ended(curve, start)) is not None:
        curve = curve._replace(survival=np.where(curve.time >= end, np.nan, curve.survival))
    estimate = crossing(curve.time, curve.survival, 1 - probability, rule)
    if conf_type == "normal":
        low, high, remark = _normal_interval(curve, estimate, 1 - probability, conf_level)
    else:
        limits = survival_limits(curve.survival, curve.log_variance, conf_type=conf_type, conf_level=conf_level)
        low, high, remark = *(crossing(curve.time, limit, 1 - probability, rule) for limit in limits), ""
    method = kaplan_meier(conf_type, "first time" if rule == "first" else "")
    row = {"estimate": estimate, "conf_low": low, "conf_high": high, "n": len(time), "n_event": int(event.sum())}
    settings = {"conf_type": conf_type, "rule": rule, "probability": probability}
    inputs.keep("quantile", inputs.sample(time, event, start), pd.DataFrame([row]), **settings)
    reason = "" if not np.isnan(estimate) else NOT_REACHED if end is None else emptied(end)
    return pd.DataFrame([{**row, "method": method, **facts.missing(reason, "" if reason else remark)}])


def crossing(time, values, level, rule):
    """First time at which `values` is at or below `level`, or the middle of the plateau there; NaN if never.

    The plateau ends where the values next fall below the level; a curve that ends on it gives its beginning.
    """
    keep = np.flatnonzero(values <= level + TOLERANCE)  # NaN compares false
    if not len(keep):
        return np.nan
    first = keep[0]
    below = keep[values[keep] < level - TOLERANCE]
    on_level = abs(values[first] - level) <= TOLERANCE
    if rule == "midpoint" and on_level and len(below):
        return float((time[first] + time[below[0]]) / 2)
    return float(time[first])


def _normal_interval(curve, estimate, level, conf_level):
    events = curve.n_event > 0
    time, survival = curve.time[events], curve.survival[events]
    above = np.flatnonzero(survival >= level + WINDOW - TOLERANCE)
    below = np.flatnonzero(survival <= level - WINDOW + TOLERANCE)
    if np.isnan(estimate) or not len(above) or not len(below):
        return np.nan, np.nan, "interval not estimable: no event time on each side of the median's window"
    u, ell = above[-1], below[0]
    density = (survival[u] - survival[ell]) / (time[ell] - time[u])
    reach = z_value(conf_level) * curve.std_error[np.flatnonzero(curve.time <= estimate)[-1]] / density
    return estimate - reach, estimate + reach, ""


METHODS = ("reverse-km", "time-to-cutoff", "observed")


def follow_up(tte, *, method="reverse-km", time_to_cutoff=None, conf_type="log-log"):
    """Median follow-up, one row: estimate, conf_low, conf_high, minimum, maximum, n, n_event, method, reason, note.

    "reverse-km": Kaplan-Meier median with censoring as the event (Schemper & Smith 1996); minimum, maximum and n_event
    of the censored; with `entry` of the time under observation, from it on, as the method says. "time-to-cutoff":
    median of `time_to_cutoff` (a Series, from each subject's start to the data cutoff); "observed": of `time` itself;
    no interval. ValueError for an unknown method, and for "time-to-cutoff" without times.
    """
    one_of(method, METHODS, "method")
    if method == "reverse-km":
        return _reverse(checked_tte(tte), conf_type)
    if method == "observed":
        return _plain(checked_tte(tte)["time"], "observed time")
    if not isinstance(time_to_cutoff, pd.Series) or time_to_cutoff.dropna().empty:
        raise ValueError("time_to_cutoff has no values; expected a Series with the time from start to data cutoff")
    return _plain(time_to_cutoff.dropna(), TIME_TO_CUTOFF)


def _reverse(tte, conf_type):
    since = tte.get("entry", 0.0)
    tte = tte[["time", "event"]].assign(time=tte["time"] - since)
    row = median_survival(tte.assign(event=~tte["event"].astype(bool)), conf_type=conf_type)
    censored = tte["time"][~tte["event"].astype(bool)]
    row.insert(3, "minimum", float(censored.min()) if len(censored) else np.nan)
    row.insert(4, "maximum", float(censored.max()) if len(censored) else np.nan)
    return row.assign(method=Method(f"reverse {kaplan_meier(conf_type)}", "" if np.isscalar(since) else FROM_ENTRY))


def _plain(times, method):
    values = times.astype(float)
    row = {"estimate": values.median(), "conf_low": np.nan, "conf_high": np.nan, "minimum": values.min(),
           "maximum": values.max(), "n": len(values), "n_event": 0, "method": method, **facts.missing("")}  # fmt: skip
    return pd.DataFrame([row])
