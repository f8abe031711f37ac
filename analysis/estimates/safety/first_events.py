"""First adverse events over time: cumulative incidence with death as competing, beside the crude proportion.

A crude proportion takes all subjects as followed for as long as it takes. Here who dies first can have no event any
more (Aalen-Johansen), and who is still at risk at the end is censored. Source: Allignol, Beyersmann & Schmoor 2016,
Pharm Stat 15:297.
"""

from collections import namedtuple

import numpy as np
import pandas as pd

from analysis import vocabulary
from analysis.estimates import facts, proportions
from analysis.estimates.competing.aalen_johansen import cumulative_incidence, incidence_at
from analysis.estimates.safety import events
from analysis.study.cohort.censoring import days_to_treatment
from analysis.study.problems import NotInData
from analysis.vocabulary import DAYS_PER_UNIT

DEATH, ENDED = "Death before", "End of treatment before"
GROUPING = "first_event"


class FirstEvents(namedtuple("FirstEvents", "name label frame curves rows")):
    """The first events of a kind: its name and words, times and causes by subject, curves, and result rows."""


def first_events(study, kinds, days, *, end_of_treatment=False, cuts_months=(6, 12)):
    """The FirstEvents of each kind: `any_grade`, `grade_3` or a term of AEDECOD; none without kinds.

    days: of `of_study.at_risk`. Observation ends with death (by OS), which competes, and with the time at risk: with
    `end_of_treatment` that competes too, else it censors. Times in report units from day 1, rates at `cuts_months`. A
    subject with an event of unknown day only is left out and counted. NotInData without ASTDY or OS.
    """
    return [_first(study, kind, days, end_of_treatment, cuts_months) for kind in kinds]


def _first(study, kind, days, end_of_treatment, cuts_months):
    adae, label = study.table("adae", "ASTDY"), events.CATEGORIES.get(kind, kind)
    if "OS" not in study.endpoints:
        raise NotInData("adtte has no OS, by which death competes with a first adverse event")
    own = events.emergent(adae, days.index)
    own = own[own[kind] if kind in events.CATEGORIES else own["AEDECOD"].eq(kind)]
    onset = own.groupby("USUBJID")["ASTDY"].min()
    undated = onset.index[onset.isna()]
    frame = causes_of(onset, _deaths(study, days.index), days.drop(undated), label, end_of_treatment,
                      ongoing=_ongoing(study, days.index))  # fmt: skip
    frame["time"] = frame["time"] / DAYS_PER_UNIT[study.report_unit]
    lost = f"{len(undated)} with an event of unknown day left out" if len(undated) else ""
    at = [cut * vocabulary.DAYS_PER_MONTH / DAYS_PER_UNIT[study.report_unit] for cut in cuts_months]
    rows = _rows(frame, kind, label, at, len(onset), len(days), lost)
    return FirstEvents(kind, label, frame, cumulative_incidence(frame), rows)


def causes_of(onset, deaths, days, label, end_of_treatment=False, *, ongoing=()):
    """Time (days since day 1, which is 0) and cause of each subject of `days` (days at risk), as competing causes.

    onset: first study day of an event; deaths: study day of death, missing for the living. An event goes before a death
    of the same day, a death before the end of the time at risk; that is a cause of its own with `end_of_treatment`, but
    not of those `ongoing` (still treated), and censors else.
    """
    index = days.index
    onset, deaths = (one.reindex(index).astype(float).fillna(np.inf) for one in (onset, deaths))
    time = np.minimum.reduce([onset, deaths, days.astype(float)])
    ended = end_of_treatment & ~index.isin(ongoing)
    words = np.select([onset <= time, deaths <= time, ended], [label, DEATH, ENDED], default="")
    names = [label, DEATH, *[ENDED] * end_of_treatment]
    cause = pd.Categorical(pd.Series(words, index).replace("", None), names, ordered=True)
    return pd.DataFrame({"time": np.maximum(time - 1, 0.0), "cause": cause}, index=index)


def _deaths(study, subjects):
    """The study day of death of each subject, missing for those alive; day 1 is that of first treatment."""
    rows = study.table("adtte")
    rows = rows[rows["PARAMCD"].eq("OS") & rows["CNSR"].eq(0)].set_index("USUBJID")
    day = study.in_units(rows, "days") + 1
    # survival may count from an earlier day, as of randomisation
    day = day.sub(days_to_treatment(study, "OS").reindex(day.index).fillna(0))
    return day.reindex(subjects)


def _ongoing(study, subjects):
    adsl = study.table("adsl").set_index("USUBJID").reindex(subjects)
    return subjects if "TRTEDT" not in adsl else subjects[adsl["TRTEDT"].isna()]


def _rows(frame, kind, label, at, n_event, n, lost):
    """Result rows: the crude proportion, then the incidence of each cause at each time."""
    keys = events.AE | {"grouping": GROUPING}
    crude = pd.DataFrame([proportions.row(n_event, n, **keys, group=kind)])
    crude = facts.remarked(crude, "crude: as if all were followed equally long")
    shares = incidence_at(frame, at)
    other = shares["cause"].ne(label)
    shares["group"] = np.where(other, kind + ": " + shares["cause"].astype(str), kind)
    told = {"estimand": "cumulative_incidence", "unit": "proportion", "method": vocabulary.AALEN_JOHANSEN}
    shares = shares.assign(**keys | told, note=[facts.note(reason, lost) for reason in shares["reason"]])
    return pd.concat([crude, shares.drop(columns="cause")], ignore_index=True)
