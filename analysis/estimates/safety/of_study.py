"""Adverse events of a study: who is counted and for how long, and each table of them in one call.

A study without adae gives no rows; one whose adae is empty says that no subject had an event.
"""

from functools import partial
from typing import NamedTuple

import pandas as pd

from analysis.estimates.safety import events, rates
from analysis.vocabulary import DAYS_PER_UNIT

RANKED = ("any_grade", "grade_3")


class Terms(NamedTuple):
    """Every term of a study's adverse events: its shares under its organ class, its rates, and both as result rows."""

    by_organ: pd.DataFrame
    rates: pd.DataFrame
    results: pd.DataFrame


class AdverseEvents(NamedTuple):
    """The adverse events of a study: days at risk, then each table of this module, the Terms apart."""

    days: pd.Series
    overview: pd.DataFrame
    by_organ: pd.DataFrame
    rates: pd.DataFrame
    results: pd.DataFrame
    worst_grades: pd.DataFrame
    periods: pd.DataFrame


def adverse_events(study, *, window_days=rates.WINDOW_DAYS, since=None, cuts_months=(6, 12)):
    """The AdverseEvents of a study: as `at_risk`, `overview`, `terms`, `worst_grades` and `rates_by_period`."""
    days = at_risk(study, window_days=window_days)
    found, periods = terms(study, days, since=since), rates_by_period(study, days, cuts_months=cuts_months)
    return AdverseEvents(days, overview(study), *found, worst_grades(study), periods)


def at_risk(study, *, window_days=rates.WINDOW_DAYS):
    """The days each subject of the safety population was at risk of an event, Series by USUBJID.

    As `rates.risk_days`, followed to the end of OS where the study has it. Without adae nobody needs days: they are
    missing. Raises ValueError for subjects whose days are unknown.
    """
    adsl = study.table("adsl")
    if not study.has("adae"):
        return pd.Series(float("nan"), events.population(adsl), name="risk_days")
    days = DAYS_PER_UNIT[study.report_unit]
    followed = study.endpoint("OS")["time"] * days + 1 if "OS" in study.endpoints else None
    return rates.risk_days(adsl, cutoff=study.data_cutoff, window_days=window_days, followed_days=followed)


def overview(study):
    """Result rows: how many subjects had any event, and one of each category; as `events.overview`."""
    return _counted(study, events.overview)


def related_severe(study):
    """Result row: how many subjects had a related event of grade 3 or higher; as `events.related_severe`."""
    return _counted(study, events.related_severe)


def worst_grades(study):
    """How many subjects had each term at each worst grade; as `events.worst_grades`."""
    return events.worst_grades(study.table("adae"), events.population(study.table("adsl")))


def terms(study, days, *, since=None):
    """The Terms of a study, over the subjects of `days` (from `at_risk`).

    by_organ: the shares of `events.incidence` with rate, rate_low and rate_high of each term and, with `since` (date of
    an earlier report), n_new, how many first had it later, and since. results: shares, rates and ranks of terms.
    """
    adae, subjects = study.table("adae"), days.index
    shares, per_time = events.incidence(adae, subjects), rates.incidence_rates(adae, days)
    limits = {"AEDECOD": "AEDECOD", "estimate": "rate", "conf_low": "rate_low", "conf_high": "rate_high"}
    by_organ = events.incidence(adae, subjects, by=("AEBODSYS", "AEDECOD"))
    by_organ = by_organ.merge(per_time[[*limits]].rename(columns=limits), "left", on="AEDECOD")
    if since:
        new = events.new_since(adae, subjects, since).set_index("AEDECOD")["n_new"]
        by_organ = by_organ.assign(n_new=by_organ["AEDECOD"].map(new), since=str(since))
    rows = [events.results(shares), rates.rate_results(per_time)]
    rows += [events.ranks(shares, category=name) for name in RANKED]
    return Terms(by_organ, per_time, pd.concat([part for part in rows if len(part)] or rows))


def rates_by_period(study, days, *, cuts_months=(6, 12)):
    """Result rows: all events per time at risk in each period since the first dose; as `rates.rates_by_period`."""
    return _counted(study, partial(rates.rates_by_period, cuts_months=cuts_months), days)


def _counted(study, count, subjects=None):
    """What a function finds in the events of a study and its safety population (or days); no rows without adae."""
    if not study.has("adae"):
        return pd.DataFrame()
    return count(study.table("adae"), events.population(study.table("adsl")) if subjects is None else subjects)
