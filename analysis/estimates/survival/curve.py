"""The Kaplan-Meier curve: pointwise limits, values at given times, who is still at risk, and the area under it."""

from collections import namedtuple

import numpy as np
import pandas as pd
from scipy.stats import norm
from scipy.stats import t as student

from analysis import vocabulary
from analysis.estimates import facts
from analysis.estimates.survival import inputs
from analysis.estimates.survival.checks import grouped, observed, one_of, settled
from analysis.vocabulary import CONF_TYPES, KM_AREA, KM_AREA_DIFFERENCE


def z_value(conf_level):
    """Two-sided normal quantile of a confidence level, e.g. 1.96 for 0.95; ValueError for one not between 0 and 1."""
    if not 0 < conf_level < 1:
        raise ValueError(f"conf_level is {conf_level!r}; expected a number between 0 and 1")
    return float(norm.ppf(0.5 + conf_level / 2))


def survival_limits(survival, log_variance, *, conf_type, conf_level=0.95):
    """Lower and upper limits of S(t), each of the shape of `survival`, symmetric on the scale that conf_type names.

    `log_variance`: Greenwood's sum d/(n(n-d)). At S = 1 both are 1; at S = 0 they are NaN, as in R's survfit.
    """
    one_of(conf_type, CONF_TYPES, "conf_type")
    inside = (survival > 0) & (survival < 1)
    safe = np.where(inside, survival, 0.5)
    reach = z_value(conf_level) * np.sqrt(np.where(inside, log_variance, 0.0))
    width = reach / np.log(safe)  # negative, for log S is
    scale = {"plain": lambda side: safe + side * safe * reach, "log": lambda side: safe * np.exp(side * reach),
             "log-log": lambda side: safe ** np.exp(side * width)}[conf_type]  # fmt: skip
    low, high = scale(-1), scale(1)
    edge = np.where(survival >= 1, 1.0, np.nan)
    return np.where(inside, np.clip(low, 0, 1), edge), np.where(inside, np.clip(high, 0, 1), edge)


class Curve(namedtuple("Curve", "time n_risk n_event n_censor survival log_variance")):
    """A Kaplan-Meier curve at its distinct times: counts, S(t) and Greenwood's sum, arrays of shape (k,)."""

    @property
    def std_error(self):
        """Greenwood's standard error of S(t); 0 where S(t) is 0."""
        return np.where(self.survival > 0, self.survival * np.sqrt(self.log_variance), 0.0)


def product_limit(time, event, start=None):
    """The Kaplan-Meier Curve of times (n,) and bool events (n,); one entry per distinct time, censored ones too.

    `start` (n,), delayed entry: a subject is at risk after this time only (left truncation).
    """
    times, where = np.unique(time, return_inverse=True)
    leaving = np.bincount(where, minlength=len(times))
    n_event = np.bincount(where, weights=event, minlength=len(times)).astype(int)
    n_risk = leaving[::-1].cumsum()[::-1] - (0 if start is None else to_come(start, times))
    survival = np.cumprod(1 - n_event / n_risk)
    survivors = np.maximum(n_risk - n_event, 1)  # where nobody survives S is 0 and its variance is not used
    return Curve(times, n_risk, n_event, leaving - n_event, survival, np.cumsum(n_event / (n_risk * survivors)))


def to_come(start, at):
    """How many enter only at or after each time (k,); none of those who are there from the start."""
    return len(start) - np.searchsorted(np.sort(start), at, side="left")


def entered(tte):
    """What a note says of a frame with `entry`: who counts later, and when nobody was under observation; else ""."""
    if "entry" not in tte or not len(tte):
        return ""
    time, _, start = observed(tte)
    said = f"delayed entry: {(start > 0).sum()} of {len(time)} subjects count from a later time on"
    gaps = " and ".join(f"from {low:g} to {high:g}" for low, high in unobserved(time, start))
    return said + (f"; nobody was under observation {gaps}, and no event there is assumed" if gaps else "")


def unobserved(time, start):
    """The stretches (begin, end) before the last time in which nobody is under observation, in order."""
    order = np.argsort(start, kind="stable")
    begins, reached = start[order], np.maximum.accumulate(np.append(0.0, time[order][:-1]))
    return [(low, high) for low, high in zip(reached, begins, strict=True) if high > low]


def ended(curve, start):
    """When a curve fell to 0 while others were still to come under observation; None where it did not.

    All who were at risk had the event, and the product stays 0 whatever happens later: no survival can be told from
    then on.
    """
    none = np.flatnonzero(curve.survival <= 0)
    return float(curve.time[none[0]]) if start is not None and len(none) and none[0] < len(curve.time) - 1 else None


def kaplan_meier(tte, group=None, *, conf_type="log-log", conf_level=0.95):
    """Kaplan-Meier estimate of S(t) with Greenwood's standard error and pointwise limits (NaN where S is 0).

    One row per distinct time, after a row at time 0; with `group` one block per level and a first column `group`. time,
    n_risk (time >= t), n_event and n_censor at t, estimate, std_error, conf_low, conf_high. conf_type log-log, log,
    plain. With `entry` at risk is who has entry < t, and a curve that falls to 0 before all have come is NaN from then
    on. As R's survfit. ValueError for an unknown conf_type and a tte that is no time-to-event frame.
    """
    return _by_level(_curve_table, tte, group, conf_type, conf_level)


def survival_rate(tte, at, *, conf_type="log-log", conf_level=0.95):
    """S(t) at each time of `at` (one or several), a row each: at, estimate, limits, n_risk, n, n_event, reason, note.

    n_risk counts time >= at (and entry < at), n_event the events by `at`. After the last observed time the curve is
    known only if it has reached 0, else NaN with the reason; where S = 1 there are no limits. With `entry` NaN from
    where all at risk had the event before others came. ValueError for a negative time.
    """
    stated, (time, event, start) = _times(at), observed(tte)
    time, at, *start = settled(time, stated, *([] if start is None else [start]))
    start = start[0] if start else None
    curve = product_limit(time, event, start)
    end = ended(curve, start)
    last = np.searchsorted(curve.time, at, side="right") - 1
    started = last >= 0
    survival = np.where(started, curve.survival[last], 1.0)
    low, high = survival_limits(survival, np.where(started, curve.log_variance[last], 0.0),
                                conf_type=conf_type, conf_level=conf_level)  # fmt: skip
    beyond = (at > time.max()) & (survival > 0)
    table = pd.DataFrame({"at": at, "estimate": survival, "conf_low": low, "conf_high": high})
    table.loc[beyond, ["estimate", "conf_low", "conf_high"]] = np.nan
    table.loc[survival == 1, ["conf_low", "conf_high"]] = np.nan
    table["n_risk"], table["n"] = _at_risk(time, start, at).sum(1), len(time)
    table["n_event"] = (event & (time <= at[:, None])).sum(1)
    table["method"] = vocabulary.kaplan_meier(conf_type)
    inputs.keep("rate", inputs.sample(time, event, start), table, conf_type=conf_type)
    table["at"] = stated
    table["reason"] = np.where(beyond, f"after the last observed time {time.max():g}", "")
    if end is not None:
        table.loc[at >= end, ["estimate", "conf_low", "conf_high"]] = np.nan
        table.loc[at >= end, "reason"] = emptied(end)
    early = np.where((survival == 1) & ~beyond, "no interval: no events by then", "")
    return table.assign(note=[facts.note(*parts) for parts in zip(table["reason"], early, strict=True)])


def number_at_risk(tte, at, group=None):
    """[group,] at, n_risk (time >= at), n_event and n_censor (time < at) of each time; ValueError for a negative.

    With `entry` at risk is who has entry < at too, and `n_entry` counts those who are still to come.
    """
    return _by_level(_risk_table, tte, group, _times(at))


def emptied(end):
    """Why nothing can be told from a time on at which a curve has `ended`."""
    return f"all at risk at {end:g} had the event before others came under observation"


def _at_risk(time, start, at):
    """Who is at risk at each time, bool (k, n)."""
    return (time >= at[:, None]) & (True if start is None else start < at[:, None])


def _by_level(table, tte, group, *options):
    """The tables of all levels, one below the other with a first column group; the table of everybody without one."""
    if group is None:
        return table(*observed(tte), *options)
    parts = {level: table(*own, *options) for level, *own in grouped(tte, group, at_least=1).by_level()}
    return pd.concat(parts, names=["group"]).reset_index("group").reset_index(drop=True)


def _curve_table(time, event, start, conf_type, conf_level):
    curve = product_limit(time, event, start)
    low, high = survival_limits(curve.survival, curve.log_variance, conf_type=conf_type, conf_level=conf_level)
    table = {
        "time": curve.time, "n_risk": curve.n_risk, "n_event": curve.n_event, "n_censor": curve.n_censor,
        "estimate": curve.survival, "std_error": curve.std_error, "conf_low": low, "conf_high": high}  # fmt: skip
    there = len(time) if start is None else int((start <= 0).sum())
    origin = [0.0, there, 0, 0, 1.0, 0.0, 1.0, 1.0]
    table = pd.DataFrame({name: np.concatenate([[first], values]) for (name, values), first
                          in zip(table.items(), origin, strict=True)})  # fmt: skip
    if (end := ended(curve, start)) is not None:
        table.loc[table["time"] >= end, ["estimate", "std_error", "conf_low", "conf_high"]] = np.nan
    return table


def _risk_table(time, event, start, at):
    time, place, *entry = settled(time, at, *([] if start is None else [start]))
    before = time < place[:, None]
    late = {"n_entry": to_come(entry[0], place)} if entry else {}
    counts = {"n_risk": (~before).sum(1) - late.get("n_entry", 0), "n_event": (before & event).sum(1),
              "n_censor": (before & ~event).sum(1)}  # fmt: skip
    return pd.DataFrame({"at": at, **counts, **late})


def _times(at):
    at = np.atleast_1d(np.asarray(at, dtype=float))
    if not (at >= 0).all():
        raise ValueError(f"at is {at[~(at >= 0)].tolist()}; expected times of 0 or more")
    return at


DELAYED_AREA = "delayed entry: the few who are under observation early would carry the whole area"
FEW = 10  # subjects in a group below which the normal approximation of a difference is not trusted with a P value


def restricted_mean(tte, *, horizon, group=None, reference=None, conf_level=0.95):
    """Mean survival time within `horizon` (in the unit of time): one row, or one per level of `group`.

    [estimand, group, reference,] estimate, std_error, conf_low, conf_high, p_value, n, n_event (by the horizon),
    method, reason, note. With `group` the rows of the levels are followed by each other level minus `reference`
    (default the first level; estimand difference), with interval and P by Welch's t; intervals of a level by Student's
    t, from 0 to the horizon (normal ones miss 12% of means with 8 subjects), variances times n / (n - 1). A curve that
    ends above 0 before the horizon gives NaN with the reason, and so does `entry`: the few who are there early would
    carry all; no event, no interval; a difference has neither interval
    nor P with fewer than 10 subjects or no event in a group. ValueError for a horizon not above 0. Source: Royston &
    Parmar 2013; means and standard errors of levels as R's survfit.
    """
    if not horizon > 0:
        raise ValueError(f"horizon is {horizon!r}; expected a time above 0")
    if group is None:
        return pd.DataFrame([_row(*_area(*observed(tte), horizon), conf_level, (0, horizon))])
    data = grouped(tte, group, reference=reference)
    areas = [_area(*own, horizon) for _, *own in data.by_level()]
    rows = [{"estimand": "restricted_mean", "group": level, "reference": "", **_row(*area, conf_level, (0, horizon))}
            for level, area in zip(data.levels, areas, strict=True)]  # fmt: skip
    apart = {"estimand": "difference", "reference": data.levels[0]}
    rows += [{**apart, "group": level, **_difference(area, areas[0], conf_level)}
             for level, area in zip(data.levels[1:], areas[1:], strict=True)]  # fmt: skip
    return pd.DataFrame(rows)


def _area(time, event, start, horizon):
    """Area, its variance, subjects, events by the horizon, and why it does not exist (or nothing)."""
    time, horizon = settled(time, horizon)
    curve = product_limit(time, event)
    n_event = int((event & (time <= horizon)).sum())
    if start is not None:
        return np.nan, np.nan, len(time), n_event, DELAYED_AREA
    if horizon > time.max() and curve.survival[-1] > 0:
        return np.nan, np.nan, len(time), n_event, f"the curve ends at {time.max():g}, before the horizon {horizon:g}"
    before = curve.time < horizon
    edges = np.concatenate([[0.0], curve.time[before], [horizon]])
    rectangles = np.diff(edges) * np.concatenate([[1.0], curve.survival[before]])
    beyond = rectangles[::-1].cumsum()[::-1][1:]  # area to the right of each time
    n_risk, n_event_at = curve.n_risk[before], curve.n_event[before]
    hazard = n_event_at / (n_risk * np.maximum(n_risk - n_event_at, 1))
    return rectangles.sum(), (beyond**2 * hazard).sum(), len(time), n_event, ""


def _difference(area, other, conf_level):
    """A difference of areas with the interval and P of Welch's t, its variances corrected by n / (n - 1)."""
    row = _row(area[0] - other[0], np.nan, area[2] + other[2], area[3] + other[3], area[4] or other[4], conf_level)
    if row["reason"] or min(area[2], other[2]) < FEW or not min(area[1], other[1]) > 0:
        why = f"no interval and no P: fewer than {FEW} subjects or no event in a group"
        return row | {"method": KM_AREA_DIFFERENCE} | ({} if row["reason"] else facts.missing("", why))
    parts = np.array([one[1] * one[2] / (one[2] - 1) for one in (area, other)])
    error, df = np.sqrt(parts.sum()), parts.sum() ** 2 / (parts**2 / (np.array([area[2], other[2]]) - 1)).sum()
    reach, p_value = student.ppf((1 + conf_level) / 2, df) * error, 2 * student.sf(abs(row["estimate"]) / error, df)
    limits = {"conf_low": row["estimate"] - reach, "conf_high": row["estimate"] + reach}
    return row | limits | {"std_error": error, "p_value": p_value, "method": KM_AREA_DIFFERENCE}


def _row(estimate, variance, n, n_event, reason, conf_level, within=(-np.inf, np.inf)):
    error = np.sqrt(variance)
    reach = student.ppf((1 + conf_level) / 2, n - 1) * error * np.sqrt(n / (n - 1)) if error > 0 else np.nan
    flat = "no interval: no event before the horizon, or all at one time" if error == 0 and not reason else ""
    low, high = np.clip([estimate - reach, estimate + reach], *within)
    values = {"estimate": estimate, "std_error": error, "conf_low": low, "conf_high": high}
    return values | {"p_value": np.nan, "n": n, "n_event": n_event, "method": KM_AREA, **facts.missing(reason, flat)}
