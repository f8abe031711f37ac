"""Adverse events of a study: each table of them in one call, and their rates per time at risk with Poisson intervals.

Time at risk runs from the first dose to the last one plus a window, no longer than the subject was followed. A study
without adae gives no rows; one whose adae is empty says that no subject had an event.
"""

from collections import namedtuple

import numpy as np
import pandas as pd

from analysis import vocabulary
from analysis.estimates import facts
from analysis.estimates.proportions import poisson_interval
from analysis.estimates.safety import events
from analysis.estimates.safety.exposure import treatment_days
from analysis.estimates.safety.first_events import first_events
from analysis.study.cohort.censoring import days_to_treatment
from analysis.study.problems import NotInData

RANKED = ("any_grade", "grade_3")
WINDOW_DAYS = 30
METHOD = vocabulary.Method("events per time at risk", "exact Poisson")
TIMELESS = "no time at risk"
LIMITS = ["estimate", "conf_low", "conf_high"]


class Terms(namedtuple("Terms", "by_organ rates results")):
    """Every term of a study's adverse events: its shares under its organ class, its rates, and both as result rows."""


FIELDS = "days overview by_organ rates results worst_grades periods first by_arm arms"


class AdverseEvents(namedtuple("AdverseEvents", FIELDS)):
    """The adverse events of a study: days at risk, then each table of this module, the Terms apart; which arms."""


def adverse_events(study, *, window_days=WINDOW_DAYS, since=None, cuts_months=(6, 12), frequent=0.1, first=(),
                   end_of_treatment=False):  # fmt: skip
    """The AdverseEvents of a study: as `at_risk`, `overview`, `terms`, `worst_grades`, `rates_by_period`, `by_arm`.

    frequent: the share of an arm from which on a term is compared between arms. first: kinds of events whose first is
    followed over time (`first_events.first_events`), with end_of_treatment.
    """
    days = at_risk(study, window_days=window_days)
    found, periods = terms(study, days, since=since), rates_by_period(study, days, cuts_months=cuts_months)
    kinds = first if study.has("adae") else ()
    followed = first_events(study, kinds, days, end_of_treatment=end_of_treatment, cuts_months=cuts_months)
    arms = by_arm(study, at_least=frequent), received(study)
    return AdverseEvents(days, overview(study), *found, worst_grades(study), periods, followed, *arms)


def at_risk(study, *, window_days=WINDOW_DAYS):
    """As `risk_days` of the safety population, followed to the end of OS; missing without adae (nobody needs them).

    Where OS counts from an earlier day than that of first treatment (STARTDT) its days before do not count.
    """
    adsl = study.table("adsl")
    if not study.has("adae"):
        return pd.Series(float("nan"), events.population(adsl), name="risk_days")
    days = vocabulary.DAYS_PER_UNIT[study.report_unit]
    followed = None
    if "OS" in study.endpoints:
        followed = study.endpoint("OS")["time"] * days + 1
        followed = followed.sub(days_to_treatment(study, "OS").reindex(followed.index).fillna(0))
    return risk_days(adsl, cutoff=study.data_cutoff, window_days=window_days, followed_days=followed)


def overview(study):
    """Result rows: how many subjects had any event, and one of each category; as `events.overview`."""
    return _counted(study, events.overview)


def related_severe(study):
    """Result row: how many subjects had a related event of grade 3 or higher; as `events.related_severe`."""
    return _counted(study, events.related_severe)


def by_arm(study, *, at_least=0.1):
    """Result rows of adverse events in each arm received; as `events.by_arm`, none for a study without arms."""
    if not study.arm:
        return pd.DataFrame()
    options = {"arm": study.group(study.arm, actual=True), "reference": study.arms.reference, "at_least": at_least}
    return _counted(study, lambda adae, subjects: events.by_arm(adae, subjects, **options))


def received(study):
    """A sentence on the arms of the safety population: as planned or as received, and how many differ; "" without."""
    if not study.arm:
        return ""
    subjects = events.population(study.table("adsl"))
    planned, actual = (study.group(study.arm, actual=given).reindex(subjects).astype(object) for given in (False, True))
    apart = pd.DataFrame({"planned": planned, "actual": actual})[actual.notna() & planned.ne(actual)]
    pairs = [f"{n} planned for {old} received {new}" for (old, new), n in apart.value_counts(sort=False).items()]
    if not study.arms.actual:
        return f"Arms are those planned ({study.arms.column}); study.yml declares no column of the arm received."
    told = "as planned in every subject" if apart.empty else f"in {len(apart)} of {len(actual)} not as planned"
    words = f"Arms are those received ({study.arms.actual}), {told}"
    return f"{words}: {', '.join(pairs)}." if pairs else f"{words}."


def _counted(study, count):
    """What `count` finds in a study's events and safety population; no rows without adae."""
    return count(study.table("adae"), events.population(study.table("adsl"))) if study.has("adae") else pd.DataFrame()


def worst_grades(study):
    """How many subjects had each term at each worst grade; as `events.worst_grades`."""
    return events.worst_grades(study.table("adae"), events.population(study.table("adsl")))


def rates_by_period(study, days, *, cuts_months=(6, 12)):
    """Result rows: all events per time at risk in each period since the first dose; as `period_rates`."""
    return period_rates(study.table("adae"), days, cuts_months=cuts_months) if study.has("adae") else pd.DataFrame()


def terms(study, days, *, since=None):
    """The Terms of a study, over the subjects of `days` (from `at_risk`); results: shares, rates and ranks of terms.

    by_organ: `events.incidence`, rate, rate_low, rate_high; with `since` (a date) n_new (first had it later), since.
    """
    adae, subjects = study.table("adae"), days.index
    shares, per_time = events.incidence(adae, subjects), incidence_rates(adae, days)
    limits = {"AEDECOD": "AEDECOD", "estimate": "rate", "conf_low": "rate_low", "conf_high": "rate_high"}
    by_organ = events.incidence(adae, subjects, by=("AEBODSYS", "AEDECOD"))
    by_organ = by_organ.merge(per_time[[*limits]].rename(columns=limits), "left", on="AEDECOD")
    if since:
        new = events.new_since(adae, subjects, since).set_index("AEDECOD")["n_new"]
        by_organ = by_organ.assign(n_new=by_organ["AEDECOD"].map(new), since=str(since))
    rows = [events.results(shares), rate_results(per_time), *(events.ranks(shares, category=name) for name in RANKED)]
    return Terms(by_organ, per_time, pd.concat([part for part in rows if len(part)] or rows))


def risk_days(adsl, *, cutoff=None, window_days=WINDOW_DAYS, followed_days=None):
    """The days each subject was at risk (Series by USUBJID): TRTSDT to TRTEDT (ongoing: `cutoff`) plus `window_days`.

    Never beyond the cutoff or `followed_days` (Series: to death or last contact). NotInData names subjects without.
    """
    days = treatment_days(adsl, cutoff=cutoff)["days"].reindex(events.population(adsl)).astype(float) + window_days
    if days.isna().any():
        listed = ", ".join(map(str, days.index[days.isna()]))
        raise NotInData(f"adsl: no time at risk of {listed}; expected TRTSDT, and TRTEDT or a data cutoff")
    if cutoff is not None:
        first = pd.to_datetime(adsl.set_index("USUBJID")["TRTSDT"])
        days = days.clip(upper=(pd.Timestamp(cutoff) - first).dt.days + 1)
    if followed_days is not None:
        days = days.clip(upper=followed_days.reindex(days.index).astype(float).fillna(np.inf))
    return days.rename("risk_days")


def incidence_rates(adae, days, *, per_months=100):
    """Subjects with each term per `per_months` patient-months of `days` until its first onset (unknown: to the end).

    AEDECOD ("Any adverse event": the first of any), estimate, limits, n_event (subjects), n, months; falling by rate.
    """
    own = events.emergent(adae, days.index)
    onset = pd.concat([own.assign(AEDECOD=events.ANY), own]).groupby(["AEDECOD", "USUBJID"])["ASTDY"].min()
    rows = [_rate(term, own.droplevel("AEDECOD"), days, per_months) for term, own in onset.groupby("AEDECOD")]
    rates = pd.DataFrame(rows, columns=["AEDECOD", *LIMITS, "n_event", "n", "months"])
    return rates.sort_values(["estimate", "AEDECOD"], ascending=[False, True], ignore_index=True)


def rate_results(rates, *, per_months=100):
    """The rates of `incidence_rates` as result rows: grouping term, group the term."""
    rows = events.reasoned(rates, TIMELESS).rename(columns={"AEDECOD": "group"}).drop(columns="months")
    return _of(rows, "term", per_months)


def period_rates(adae, days, *, cuts_months=(6, 12), per_months=100):
    """Result rows: all events, also repeated, per patient-months in each period since the first dose, by onset.

    The note counts unknown onsets (left out). Repeated events of a subject depend: the Poisson interval is too narrow.
    """
    own, months = events.emergent(adae, days.index)["ASTDY"], vocabulary.DAYS_PER_MONTH
    day, lost = own.dropna(), int(own.isna().sum())
    edges = [0.0, *(cut * months for cut in cuts_months), np.inf]
    remarks = [
        "repeated events of a subject counted as if independent: too narrow",
        f"{lost} of unknown onset left out" if lost else "",
    ]
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
    keys = events.AE | {"estimand": "incidence_rate", "grouping": grouping}
    return rows.assign(**keys, unit=f"per {per_months} patient-months", method=METHOD)
