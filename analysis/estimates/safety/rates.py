"""Adverse events per time at risk: exposure-adjusted rates with exact Poisson intervals, and early against late.

Time at risk runs from the first dose to the last one plus a window, no longer than the subject was followed.
"""

import numpy as np
import pandas as pd
from scipy import stats

from analysis import vocabulary
from analysis.estimates import facts
from analysis.estimates.safety.events import AE, ANY, emergent, population, reasoned
from analysis.estimates.safety.exposure import treatment_days

WINDOW_DAYS = 30
METHOD = vocabulary.Method("events per time at risk", "exact Poisson")
TIMELESS = "no time at risk"
LIMITS = ["estimate", "conf_low", "conf_high"]


def risk_days(adsl, *, cutoff=None, window_days=WINDOW_DAYS, followed_days=None):
    """The days each subject was at risk of a treatment-emergent event, Series by USUBJID.

    From TRTSDT to TRTEDT plus `window_days`, to the data `cutoff` where treatment goes on; never beyond the cutoff nor
    beyond `followed_days` (Series: days from the start to death or last contact). Raises ValueError, which
    names the subjects whose days are unknown: no first dose, or on treatment without a cutoff.
    """
    days = treatment_days(adsl, cutoff=cutoff)["days"].reindex(population(adsl)).astype(float) + window_days
    if days.isna().any():
        listed = ", ".join(map(str, days.index[days.isna()]))
        raise ValueError(f"adsl: no time at risk of {listed}; expected TRTSDT, and TRTEDT or a data cutoff")
    if cutoff is not None:
        first = pd.to_datetime(adsl.set_index("USUBJID")["TRTSDT"])
        days = days.clip(upper=(pd.Timestamp(cutoff) - first).dt.days + 1)
    if followed_days is not None:
        days = days.clip(upper=followed_days.reindex(days.index).astype(float).fillna(np.inf))
    return days.rename("risk_days")


def poisson_interval(count, time, *, conf_level=0.95):
    """Events per unit of time with its exact interval (Garwood 1936): `(estimate, conf_low, conf_high)`.

    The lower limit is 0 when no event was seen; all three are NaN without any time.
    """
    if not time > 0:
        return (np.nan,) * 3
    tail = (1 - conf_level) / 2
    low = stats.chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    high = stats.chi2.ppf(1 - tail, 2 * count + 2) / 2
    return count / time, low / time, high / time


def incidence_rates(adae, days, *, per_months=100):
    """Subjects with each term per `per_months` patient-months at risk of a first one, tidy, falling by rate.

    Columns AEDECOD, estimate, conf_low, conf_high, n_event (subjects), n, months. A subject is at risk of a term until
    its first onset (an unknown onset day: to the end). `days` is `risk_days` of the safety population; the row
    "Any adverse event" counts the first event of any kind.
    """
    events = emergent(adae, days.index)
    everything = pd.concat([events.assign(AEDECOD=ANY), events])
    onset = everything.groupby(["AEDECOD", "USUBJID"])["ASTDY"].min()
    rows = [_rate(term, own.droplevel("AEDECOD"), days, per_months) for term, own in onset.groupby("AEDECOD")]
    rates = pd.DataFrame(rows, columns=["AEDECOD", *LIMITS, "n_event", "n", "months"])
    return rates.sort_values(["estimate", "AEDECOD"], ascending=[False, True], ignore_index=True)


def rate_results(rates, *, per_months=100):
    """The rates of `incidence_rates` as result rows: grouping term, group the term."""
    rows = reasoned(rates, TIMELESS).rename(columns={"AEDECOD": "group"}).drop(columns="months")
    return _of(rows, "term", per_months)


def rates_by_period(adae, days, *, cuts_months=(6, 12), per_months=100):
    """All events, first and repeated, per patient-months in each period since the first dose: result rows.

    Periods are cut at `cuts_months`; an event belongs to the period of its onset (unknown onset days are left out and
    counted in the note). Repeated events of one subject are not independent: the Poisson interval is then too narrow.
    """
    events = emergent(adae, days.index)
    day, months = events["ASTDY"].dropna(), vocabulary.DAYS_PER_MONTH
    edges = [0.0, *(cut * months for cut in cuts_months), np.inf]
    lost = len(events) - len(day)
    remarks = ["repeated events of a subject counted", f"{lost} of unknown onset left out" if lost else ""]
    rows = []
    for low, high in zip(edges, edges[1:], strict=False):
        time = (days.clip(upper=high) - low).clip(lower=0).sum() / months
        count, exposed = int(day.between(low, high, inclusive="right").sum()), int((days > low).sum())
        name = f"after {low / months:g} months" if np.isinf(high) else f"{low / months:g}–{high / months:g} months"
        rows.append({"group": name, **_limits(count, time / per_months), "n": exposed,
                     **facts.missing("" if time > 0 else TIMELESS, *remarks)})  # fmt: skip
    return _of(pd.DataFrame(rows), "period", per_months)


def _rate(term, onset, days, per_months):
    at_risk = days.clip(upper=onset.reindex(days.index).astype(float).fillna(np.inf))
    time = at_risk.sum() / vocabulary.DAYS_PER_MONTH
    return {"AEDECOD": term, **_limits(len(onset), time / per_months), "n": len(days), "months": time}


def _limits(count, time):
    return dict(zip(LIMITS, poisson_interval(count, time), strict=True)) | {"n_event": count}


def _of(rows, grouping, per_months):
    keys = AE | {"estimand": "incidence_rate", "grouping": grouping}
    return rows.assign(**keys, unit=f"per {per_months} patient-months", method=METHOD)
