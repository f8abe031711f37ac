"""Hazard ratios from Cox's model: of groups against a reference, and per unit of a number."""

from collections import namedtuple
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm

from analysis.estimates import facts
from analysis.estimates.survival import inputs
from analysis.estimates.survival.checks import grouped, numbers, one_of, settled
from analysis.estimates.survival.curve import z_value
from analysis.estimates.survival.likelihood import TIES, PartialLikelihood, Penalised
from analysis.estimates.survival.maximum import (
    at_event_times,
    direction,
    maximum,
    monotone,
    outlived,
    profile,
    reachable,
    reason,
)  # fmt: skip
from analysis.study.problems import NotInData
from analysis.vocabulary import DELAYED, cox

METHODS = ("wald", "profile", "firth")
CARRIED_BY = 2  # events, of which a penalised ratio is not printed
EMPTY = dict.fromkeys(["estimate", "conf_low", "conf_high", "p_value"], np.nan)


@dataclass(frozen=True)
class Settings:
    """How a hazard ratio is estimated: ties, interval method, confidence level, Newton steps (None: to the end)."""

    ties: str = "efron"
    method: str = "wald"
    conf_level: float = 0.95
    iterations: int | None = None

    def __post_init__(self):
        one_of(self.ties, TIES, "ties")
        one_of(self.method, METHODS, "method")
        z_value(self.conf_level)
        if self.iterations is not None and (self.iterations < 1 or self.method != "wald"):
            raise ValueError(f"iterations is {self.iterations!r}; expected 1 or more, and method 'wald'")


class Sample(namedtuple("Sample", "time event codes k strata start", defaults=[None])):
    """Rows of a Cox model of k groups, the reference having code 0; `start` makes them intervals (start, time]."""

    @classmethod
    def of(cls, data):
        """The Sample of a Grouped."""
        return cls(data.time, data.event, data.codes, len(data.levels), data.strata, data.start)

    def columns(self, levels):
        """The rows as columns with the levels' names: time, event, group, stratum and, of intervals, start."""
        group = np.array(levels, dtype=object)[self.codes]
        return inputs.sample(self.time, self.event, self.start, group=group, stratum=self.strata)

    def likelihood(self, members, ties):
        """Partial likelihood of these group codes alone; its coefficients are members[1:] against members[0]."""
        rows = np.isin(self.codes, members)
        x = self.codes[rows, None] == np.array(members[1:], dtype=int)
        options = {"start": None if self.start is None else self.start[rows], "strata": self.strata[rows], "ties": ties}
        return PartialLikelihood(x, self.time[rows], self.event[rows], **options)


def hazard_ratio(tte, group, *, reference, ties="efron", method="wald", strata=None, iterations=None,
                 conf_level=0.95):  # fmt: skip
    """Hazard ratio of each other level against `reference` from one Cox model: a row per level.

    Columns: group, reference, estimate, conf_low, conf_high, p_value, n, n_event (all subjects of the model), method,
    separated (one side of the comparison lacks events), reason, note. method "wald": exp(beta -/+ z se) and Wald P;
    "profile": profile-likelihood interval, likelihood-ratio P; "firth": penalised estimate, profile interval and P
    (Heinze & Schemper 2001), finite under separation, where it is not `unsaid`. ties efron or breslow; `strata` a
    Series, own baseline hazard per value; with `entry` at risk at t is who has entry < t. Where the likelihood has no
    maximum (all events on one side) wald and profile give estimate NaN and the reason; profile still its P and an open
    interval, e.g. (0, 0.77). Other levels are estimated in the limit. `iterations` stops Newton's method there, with
    Wald interval: for reproducing an unconverged published number, nothing else. ValueError for an unknown ties or
    method, `iterations` with another method than wald, an unknown reference, fewer than two levels.
    """
    settings = Settings(ties, method, conf_level, iterations)
    data = grouped(tte, group, reference=reference, strata=strata)
    return ratio_table(Sample.of(data), data.levels, settings, "" if strata is None else "stratified")


def ratio_table(sample, levels, settings, *more):
    """Rows of hazard_ratio for a Sample whose codes are positions in `levels`; `more` is added to the method."""
    reach = reachable(outlived(sample.time, sample.event, sample.codes, sample.k,
                               start=sample.start, strata=sample.strata))  # fmt: skip
    events = np.bincount(sample.codes[sample.event], minlength=sample.k)
    limits = [direction(reach, code, 0) for code in range(sample.k)]
    reasons = ["" if limits[code] is None else reason(limits[code], levels[code], levels[0], events[[code, 0]])
               for code in range(sample.k)]  # fmt: skip
    values = _ESTIMATORS[settings.method](sample, limits, settings)
    counts = {"n": len(sample.time), "n_event": int(sample.event.sum()),
              "method": cox(settings.ties, settings.method, *more, iterations=settings.iterations)}  # fmt: skip
    rows = []
    for code in range(1, sample.k):
        found = values.get(code, EMPTY)
        told = _told(limits[code], reasons[code], settings) | found.get("told", {})
        own = {name: found[name] for name in EMPTY} | counts | {"separated": limits[code] in (0.0, np.inf)}
        rows.append({"group": levels[code], "reference": levels[0], **own, **told})
    if settings.method == "wald" and not settings.iterations:
        kind = "time_dependent" if "time-dependent" in more else "hazard_ratio"
        inputs.keep(kind, sample.columns(levels), pd.DataFrame(rows), ties=settings.ties)
    return pd.DataFrame(rows)


def hazard_ratio_per(tte, value, *, unit=1.0, ties="efron", method="wald", strata=None, entry=None, conf_level=0.95):
    """Hazard ratio for an increase of `value` (a numeric Series) by `unit`: one row, columns as hazard_ratio.

    `group` says "per <unit>". A value that always ranks the events highest (or lowest) among those at risk has no
    maximum: NaN with the reason. `entry` (a Series, delayed entry): a subject is at risk after this time only, and
    after its own entry in `tte` where that is later. Equal values raise NotInData; an entry that is missing or not
    before the end, and a wrong unit, ValueError.
    """
    settings = Settings(ties, method, conf_level)
    if not unit > 0:
        raise ValueError(f"unit is {unit!r}; expected a number above 0")
    tte, x = numbers(tte, value, "value")
    if len(x) < 2 or np.ptp(x) == 0:
        raise NotInData(f"value is the same for all {len(x)} subjects; expected at least two different numbers")
    data = grouped(tte, pd.Series("all", index=tte.index), strata=strata, at_least=1)
    x = pd.Series(x, index=tte.index)[data.index].to_numpy()
    spread, (time, start) = x.std() or 1.0, _entered(data, entry)
    limit = monotone(x, time, data.event, strata=data.strata, start=start) if data.n_event else np.nan
    fitted = PartialLikelihood(x[:, None] / spread, time, data.event, strata=data.strata, ties=ties, start=start)
    values = _continuous(fitted, limit, settings, unit / spread, data.n_event) if data.n_event else EMPTY
    rising = "largest" if limit == 1 else "smallest"
    why = "no events" if not data.n_event else f"monotone likelihood: every event had the {rising} value at risk"
    told = facts.missing("" if limit is None or settings.method == "firth" and data.n_event else why)
    told |= values.get("told", {})
    counts = {"n": data.n, "n_event": data.n_event, "separated": limit in (1.0, -1.0),
              "method": cox(ties, method, *["stratified"][: strata is not None],
                            *[DELAYED][: entry is not None])}  # fmt: skip
    table = pd.DataFrame(
        [{"group": f"per {unit:g}", "reference": "", **{name: values[name] for name in EMPTY}, **counts, **told}]
    )
    if settings.method == "wald":
        rows = inputs.sample(time, data.event, start, value=x, stratum=data.strata)
        inputs.keep("per_unit", rows, table, ties=ties, unit=unit)
    return table


def _entered(data, entry):
    """Times and, with `entry`, when each subject comes under observation (else None), ties settled together."""
    if entry is None:
        return data.time, data.start
    time, start = settled(data.time, entry.reindex(data.index))
    start = start if data.start is None else np.maximum(start, data.start)
    if not (start < time).all():
        wrong = data.index[~(start < time)][0]
        raise ValueError(f"entry of {wrong!r} is missing or not before its time; expected an earlier one")
    return time, start


def _continuous(likelihood, limit, settings, scale, n_event):
    if settings.method == "wald":
        return EMPTY if limit is not None else wald(maximum(likelihood), 0, settings.conf_level, scale)
    usual = profiled(likelihood, 0, settings.conf_level, scale, limit=limit)
    if settings.method == "profile":
        return usual
    found = profiled(Penalised(likelihood), 0, settings.conf_level, scale)
    why = unsaid(found["estimate"], {1.0: np.inf, -1.0: 0.0}.get(limit), n_event)
    return usual | {"estimate": np.nan, "told": facts.missing(why)} if why else found


def _wald_values(sample, limits, settings):
    stopped = settings.iterations
    members = [code for code, limit in enumerate(limits) if limit is None or stopped]
    if len(members) < 2 or not sample.event.any():
        return {}
    fit = maximum(sample.likelihood(members, settings.ties), iterations=stopped)
    return {code: wald(fit, i, settings.conf_level, unconverged=stopped) for i, code in enumerate(members[1:])}


def _profile_values(sample, limits, settings):
    members = [code for code, limit in enumerate(limits) if limit is None]
    comparable = [code for code, limit in enumerate(limits) if limit is None or limit == 0 or limit == np.inf]
    values = {}
    for group in (members, comparable):  # levels without a maximum need the others, and their diverging ratios too
        likelihood = sample.likelihood(group, settings.ties)
        fit = maximum(likelihood) if len(group) > 1 and set(group) - {0} - set(values) else None
        for i, code in enumerate(group[1:]):
            if code not in values:
                values[code] = profiled(likelihood, i, settings.conf_level, fit=fit, limit=limits[code])
    return values


def _firth_values(sample, limits, settings):
    comparable = [code for code, limit in enumerate(limits) if limit is None or not np.isnan(limit)]
    if len(comparable) < 2:
        return {}
    penalised = Penalised(sample.likelihood(comparable, settings.ties))
    fit = maximum(penalised)
    values = {code: profiled(penalised, i, settings.conf_level, fit=fit) for i, code in enumerate(comparable[1:])}
    reasons = {code: unsaid(found["estimate"], limits[code], _telling(sample, code)) for code, found in values.items()}
    silent = {code: why for code, why in reasons.items() if why}
    unpenalised = _profile_values(sample, limits, settings) if silent else {}
    return values | {code: unpenalised[code] | {"estimate": np.nan, "told": facts.missing(why)}
                     for code, why in silent.items()}  # fmt: skip


def unsaid(ratio, limit, telling):
    """Why a penalised ratio is not printed, "" where it is; limit: as of `direction`, telling: events that inform it.

    The penalty pulls towards even odds: where it turns a ratio that tends to 0 into one above 1 (or the reverse), or
    where one or two events carry all, the number is the penalty's own. The profile interval stands instead.
    """
    if telling <= CARRIED_BY:
        return f"only {telling} event{'' if telling == 1 else 's'} to tell the groups apart"
    against = limit is not None and (ratio > 1 if limit == 0 else ratio < 1)
    return "the penalised estimate points against the events" if against else ""


def _telling(sample, code):
    """How many events of a group and of the reference happened while another group was at risk."""
    found = 0
    for block in np.unique(sample.strata):
        own = sample.strata == block
        start = None if sample.start is None else sample.start[own]
        at_risk, dying = at_event_times(sample.time[own], sample.event[own], sample.codes[own], sample.k, start)
        found += int(dying[(at_risk > 0).sum(1) > 1][:, [0, code]].sum())
    return found


_ESTIMATORS = {"wald": _wald_values, "profile": _profile_values, "firth": _firth_values}


def wald(fit, position, conf_level, scale=1.0, *, unconverged=False):
    """The ratio of a coefficient of a `maximum.Fit` per `scale`, with Wald limits and P; none without convergence."""
    if not (fit.converged or unconverged):
        return EMPTY
    beta = fit.beta[position] * scale
    error = np.sqrt(np.linalg.inv(fit.information)[position, position]) * scale
    reach = z_value(conf_level) * error
    ratio, low, high = np.exp([beta, beta - reach, beta + reach])
    return {"estimate": ratio, "conf_low": low, "conf_high": high, "p_value": 2 * norm.sf(abs(beta) / error)}


def profiled(objective, position, conf_level, scale=1.0, *, fit=None, limit=None):
    """The ratio of a coefficient of a likelihood per `scale`, with profile limits and likelihood-ratio P; as `wald`."""
    fit = maximum(objective) if fit is None else fit
    if not fit.converged:
        return EMPTY
    low, high, p_value = profile(objective, fit, position, conf_level=conf_level)
    estimate = np.nan if limit is not None else np.exp(fit.beta[position] * scale)
    values = estimate, np.exp(low * scale), np.exp(high * scale), p_value
    return dict(zip(EMPTY, values, strict=True))


def _told(limit, why, settings):
    """The columns reason and note of a ratio."""
    if settings.iterations:
        ridge = f" of a likelihood without maximum ({why})" if why else ""
        return facts.missing("", f"Newton stopped at iteration {settings.iterations}{ridge}: for reproduction only")
    compared = limit is None or (settings.method == "firth" and not np.isnan(limit))
    return facts.missing("" if compared else why)
