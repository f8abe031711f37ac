"""Cumulative incidence of each of several causes: Aalen-Johansen's estimate with its limits.

Source: Aalen & Johansen 1978, Scand J Stat 5:141; as R's survfit of a factor (survival 3), whose standard errors are by
the infinitesimal jackknife.
"""

import numpy as np
import pandas as pd

from analysis.estimates.competing.inputs import causes, counts
from analysis.estimates.survival.checks import settled
from analysis.estimates.survival.curve import z_value

EMPTIED = "all at risk had an event before others came under observation"


def cumulative_incidence(frame, *, conf_level=0.95):
    """The curve of each cause, a block each: cause, time, n_risk, n_event, n_censor, estimate, std_error, limits.

    frame: as `inputs.causes` takes it. From a row at time 0 on; limits on the scale of log(-log), none where the
    estimate is 0 or its error. With `entry` at risk is who has entry < t, and all is NaN from where everybody at risk
    had an event before others came. ValueError as `inputs.causes`.
    """
    own = causes(frame)
    times, n_risk, events, where = counts(own)
    n_censor = np.bincount(where, weights=own.code == 0, minlength=len(times))
    survival = np.cumprod(1 - events.sum(1) / n_risk)
    there, late = _there(own, times, where), np.flatnonzero(survival[:-1] <= 0)
    parts = []
    for code, name in enumerate(own.names, 1):
        estimate, error = _incidence(own.code, there, where, n_risk, events, survival, code)
        if own.start is not None and len(late):
            estimate[late[0] :] = error[late[0] :] = np.nan
        low, high = limits(estimate, error, conf_level)
        columns = [times, n_risk, events[:, code - 1], n_censor, estimate, error, low, high]
        from_start = len(own.time) if own.start is None else (own.start <= 0).sum()
        start = [0.0, from_start, 0, 0, 0.0, 0.0, np.nan, np.nan]
        rows = np.vstack([start, np.column_stack(columns)])
        names = ["time", "n_risk", "n_event", "n_censor", "estimate", "std_error", "conf_low", "conf_high"]
        parts.append(pd.DataFrame(rows, columns=names).assign(cause=name))
    return pd.concat(parts, ignore_index=True).astype({"n_risk": int, "n_event": int, "n_censor": int})


def incidence_at(frame, at, *, conf_level=0.95):
    """The cumulative incidence of each cause at each time: cause, at, estimate, limits, n, n_event (by then), reason.

    NaN with the reason after the last observed time while subjects are left without an event.
    """
    curve, own = cumulative_incidence(frame, conf_level=conf_level), causes(frame)
    time, places = settled(own.time, np.atleast_1d(np.asarray(at, float)))
    rows = []
    for name, block in curve.groupby("cause", sort=False):
        for place, stated in zip(places, np.atleast_1d(at), strict=True):
            row = block[block["time"] <= place].iloc[-1]
            beyond = place > time.max() and (own.code[time == time.max()] == 0).any()
            values = row[["estimate", "conf_low", "conf_high"]].astype(float)
            values = values * np.nan if beyond else values
            by_then = int(((own.code == own.names.index(name) + 1) & (time <= place)).sum())
            reason = f"after the last observed time {time.max():g}" if beyond else ""
            reason = EMPTIED if np.isnan(values["estimate"]) and not reason else reason
            rows.append({"cause": name, "at": stated, **values, "n": len(time), "n_event": by_then, "reason": reason})
    return pd.DataFrame(rows)


def limits(estimate, error, conf_level=0.95):
    """Limits of a cumulative incidence (0–1) from its standard error; NaN where there is no event or no error."""
    inside = (estimate > 0) & (estimate < 1) & (error > 0)
    safe = np.where(inside, estimate, 0.5)
    reach = z_value(conf_level) * np.where(inside, error, 0) / (safe * np.log(safe))  # negative
    return (np.where(inside, safe ** np.exp(sign * reach), np.nan) for sign in (-1, 1))


def _there(own, times, where):
    """Who is at risk at each time, bool (k, n)."""
    there = np.arange(len(times))[:, None] <= where
    return there if own.start is None else there & (own.start < times[:, None])


def _incidence(codes, there, where, n_risk, events, survival, code):
    """The estimate (k,) of a cause and its standard error: the derivatives by the weight of each subject, squared."""
    before, k = np.append(1.0, survival[:-1]), len(n_risk)
    hazard, every = events[:, code - 1] / n_risk, events.sum(1) / n_risk
    any_event = (np.arange(k)[:, None] == where) & (codes > 0)
    own_event = any_event & (codes == code)
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = np.where(every[:, None] < 1, (there * every[:, None] - any_event) / (n_risk * (1 - every))[:, None], 0)
    of_survival = np.vstack([np.zeros(len(codes)), growth.cumsum(0)[:-1]])  # d log S before each time
    change = before[:, None] * (of_survival * hazard[:, None] + (own_event - there * hazard[:, None]) / n_risk[:, None])
    return np.minimum((before * hazard).cumsum(), 1.0), np.sqrt((change.cumsum(0) ** 2).sum(1))
