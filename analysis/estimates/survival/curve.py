"""The Kaplan-Meier curve, its value at given times, and who is still at risk."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import vocabulary
from analysis.estimates import facts
from analysis.estimates.survival import inputs
from analysis.estimates.survival.checks import arrays, grouped
from analysis.estimates.survival.limits import survival_limits


@dataclass(frozen=True)
class Curve:
    """A Kaplan-Meier curve at its distinct times: counts, S(t) and Greenwood's sum, arrays of shape (k,)."""

    time: np.ndarray
    n_risk: np.ndarray
    n_event: np.ndarray
    n_censor: np.ndarray
    survival: np.ndarray
    log_variance: np.ndarray

    @property
    def std_error(self):
        """Greenwood's standard error of S(t); 0 where S(t) is 0."""
        return np.where(self.survival > 0, self.survival * np.sqrt(self.log_variance), 0.0)


def product_limit(time, event):
    """The Kaplan-Meier Curve of times (n,) and bool events (n,); one entry per distinct time, censored ones too."""
    times, where = np.unique(time, return_inverse=True)
    leaving = np.bincount(where, minlength=len(times))
    n_event = np.bincount(where, weights=event, minlength=len(times)).astype(int)
    n_risk = leaving[::-1].cumsum()[::-1]
    survival = np.cumprod(1 - n_event / n_risk)
    survivors = np.maximum(n_risk - n_event, 1)  # where nobody survives S is 0 and its variance is not used
    log_variance = np.cumsum(n_event / (n_risk * survivors))
    return Curve(times, n_risk, n_event, leaving - n_event, survival, log_variance)


def kaplan_meier(tte, group=None, *, conf_type="log-log", conf_level=0.95):
    """Kaplan-Meier estimate of S(t) with Greenwood's standard error and pointwise limits.

    One row per distinct time (events and censorings), preceded by a row at time 0 with estimate 1; with `group`
    one block per level and a first column `group`. Columns: time, n_risk (time >= t), n_event and n_censor at t,
    estimate, std_error, conf_low, conf_high. conf_type is log-log, log or plain. Limits are NaN where S(t) is 0.
    Source: Kaplan & Meier 1958; Greenwood 1926; limits as R's survfit.
    ValueError for an unknown conf_type and a tte that is no time-to-event frame.
    """
    return _by_level(_curve_table, tte, group, conf_type, conf_level)


def survival_rate(tte, at, *, conf_type="log-log", conf_level=0.95):
    """S(t) at each time of `at` (one or several), a row each: at, estimate, limits, n_risk, n, n_event, reason, note.

    n_risk counts time >= at, n everyone, n_event the events up to and including `at`. After the last observed time the
    curve is known only if it has reached 0; otherwise the estimate is NaN and the reason says so. Where nobody had
    the event yet (S = 1) there is no interval: the limits are NaN with a note. ValueError for a negative time.
    """
    time, event = arrays(tte)
    curve, at = product_limit(time, event), _times(at)
    last = np.searchsorted(curve.time, at, side="right") - 1
    started = last >= 0
    survival = np.where(started, curve.survival[last], 1.0)
    low, high = survival_limits(survival, np.where(started, curve.log_variance[last], 0.0),
                                conf_type=conf_type, conf_level=conf_level)  # fmt: skip
    beyond = (at > time.max()) & (survival > 0)
    table = pd.DataFrame({"at": at, "estimate": survival, "conf_low": low, "conf_high": high})
    table.loc[beyond, ["estimate", "conf_low", "conf_high"]] = np.nan
    table.loc[survival == 1, ["conf_low", "conf_high"]] = np.nan
    table["n_risk"], table["n"] = (time >= at[:, None]).sum(1), len(time)
    table["n_event"] = (event & (time <= at[:, None])).sum(1)
    table["method"] = vocabulary.kaplan_meier(conf_type)
    inputs.keep("rate", {"time": time, "event": event}, table, conf_type=conf_type)
    table["reason"] = np.where(beyond, f"after the last observed time {time.max():g}", "")
    early = np.where((survival == 1) & ~beyond, "no interval: no events by then", "")
    return table.assign(note=[facts.note(*parts) for parts in zip(table["reason"], early, strict=True)])


def number_at_risk(tte, at, group=None):
    """Subjects still at risk at each time of `at`, with the events and censorings before it.

    Columns: [group,] at, n_risk (time >= at), n_event and n_censor (time < at); the three add up to the subjects.
    ValueError for a negative time.
    """
    return _by_level(_risk_table, tte, group, _times(at))


def _by_level(table, tte, group, *options):
    """The tables of all levels, one below the other with a first column group; the table of everybody without one."""
    if group is None:
        return table(*arrays(tte), *options)
    parts = {level: table(time, event, *options) for level, time, event in grouped(tte, group, at_least=1).by_level()}
    return pd.concat(parts, names=["group"]).reset_index("group").reset_index(drop=True)


def _curve_table(time, event, conf_type, conf_level):
    curve = product_limit(time, event)
    low, high = survival_limits(curve.survival, curve.log_variance, conf_type=conf_type, conf_level=conf_level)
    table = {
        "time": curve.time, "n_risk": curve.n_risk, "n_event": curve.n_event, "n_censor": curve.n_censor,
        "estimate": curve.survival, "std_error": curve.std_error, "conf_low": low, "conf_high": high,
    }  # fmt: skip
    start = [0.0, len(time), 0, 0, 1.0, 0.0, 1.0, 1.0]
    return pd.DataFrame({name: np.concatenate([[first], values]) for (name, values), first
                         in zip(table.items(), start, strict=True)})  # fmt: skip


def _risk_table(time, event, at):
    before = time < at[:, None]
    counts = {"n_risk": (~before).sum(1), "n_event": (before & event).sum(1), "n_censor": (before & ~event).sum(1)}
    return pd.DataFrame({"at": at, **counts})


def _times(at):
    at = np.atleast_1d(np.asarray(at, dtype=float))
    if not (at >= 0).all():
        raise ValueError(f"at is {at[~(at >= 0)].tolist()}; expected times of 0 or more")
    return at
