"""Restricted mean survival time: the area under the Kaplan-Meier curve up to a horizon, and differences of it."""

import numpy as np
import pandas as pd
from scipy.stats import norm

from analysis.estimates import facts
from analysis.estimates.survival.checks import arrays, grouped
from analysis.estimates.survival.curve import product_limit
from analysis.estimates.survival.limits import z_value
from analysis.vocabulary import KM_AREA

FEW = 10  # subjects in a group below which the normal approximation of a difference is not trusted with a P value


def restricted_mean(tte, *, horizon, group=None, reference=None, conf_level=0.95):
    """Mean survival time within `horizon` (in the unit of time): one row, or one per level of `group`.

    Columns: [estimand, group, reference,] estimate, std_error, conf_low, conf_high, p_value, n, n_event (up to the
    horizon), method, reason, note. With `group` the rows of the levels (estimand restricted_mean) are followed by each
    other level minus `reference` (default the first level; estimand difference), normal interval and two-sided P.
    Where the curve ends above 0 before the horizon the estimate is NaN with the reason. Without any event before the
    horizon there is no interval. With fewer than 10 subjects in a group, or no event in one, the P of a difference is
    withheld and a note says that its interval is too narrow. ValueError for a horizon that is not
    above 0. Source: Royston & Parmar 2013; as R's survfit with rmean.
    """
    if not horizon > 0:
        raise ValueError(f"horizon is {horizon!r}; expected a time above 0")
    if group is None:
        return pd.DataFrame([_row(*_area(*arrays(tte), horizon), z_value(conf_level))])
    data = grouped(tte, group, reference=reference)
    areas, z = [_area(time, event, horizon) for _, time, event in data.by_level()], z_value(conf_level)
    rows = [{"estimand": "restricted_mean", "group": level, "reference": "", **_row(*area, z)}
            for level, area in zip(data.levels, areas, strict=True)]  # fmt: skip
    rows += [{"estimand": "difference", "group": level, "reference": data.levels[0], **_difference(area, areas[0], z)}
             for level, area in zip(data.levels[1:], areas[1:], strict=True)]  # fmt: skip
    return pd.DataFrame(rows)


def longest_horizon(tte, group):
    """The latest horizon at which every level's restricted mean exists: the shortest of the levels' longest times.

    A level whose curve reaches 0 sets no limit; if none does, the longest observed time is returned.
    """
    data = grouped(tte, group, at_least=1)
    ends = [time.max() for _, time, event in data.by_level() if product_limit(time, event).survival[-1] > 0]
    return float(min(ends, default=data.time.max()))


def _area(time, event, horizon):
    """Area, its variance, subjects, events by the horizon, and why it does not exist (or nothing)."""
    curve = product_limit(time, event)
    n_event = int((event & (time <= horizon)).sum())
    if horizon > time.max() and curve.survival[-1] > 0:
        return np.nan, np.nan, len(time), n_event, f"the curve ends at {time.max():g}, before the horizon {horizon:g}"
    before = curve.time < horizon
    edges = np.concatenate([[0.0], curve.time[before], [horizon]])
    rectangles = np.diff(edges) * np.concatenate([[1.0], curve.survival[before]])
    beyond = rectangles[::-1].cumsum()[::-1][1:]  # area to the right of each time
    n_risk, n_event_at = curve.n_risk[before], curve.n_event[before]
    hazard = n_event_at / (n_risk * np.maximum(n_risk - n_event_at, 1))
    return rectangles.sum(), (beyond**2 * hazard).sum(), len(time), n_event, ""


def _difference(area, other, z):
    row = _row(area[0] - other[0], *(area[i] + other[i] for i in (1, 2, 3)), area[4] or other[4], z)
    if min(area[2], other[2]) < FEW or not min(area[1], other[1]) > 0:
        why = f"interval too narrow, P withheld: fewer than {FEW} subjects or no event in a group"
        return row | ({"note": why} if row["std_error"] > 0 else {})
    return row | {"p_value": 2 * norm.sf(abs(row["estimate"]) / row["std_error"])}


def _row(estimate, variance, n, n_event, reason, z):
    error = np.sqrt(variance)
    reach = z * error if error > 0 else np.nan
    flat = "no interval: no event before the horizon, or all at one time" if error == 0 and not reason else ""
    values = {"estimate": estimate, "std_error": error, "conf_low": estimate - reach, "conf_high": estimate + reach}
    return values | {"p_value": np.nan, "n": n, "n_event": n_event, "method": KM_AREA, **facts.missing(reason, flat)}
