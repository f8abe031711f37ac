"""One population: medians, rates, counts and follow-up of an endpoint."""

import pandas as pd

from analysis.estimates import survival
from analysis.estimates.efficacy.reproduction import checked
from analysis.estimates.efficacy.rows import absent, event_free, medians, rates, result_rows
from analysis.vocabulary import COUNT, EVERYONE, REVERSE_KM

STATUS = {"OS": ("alive", "dead"), "PFS": ("progression-free", "progressed")}  # without, with an event


def overall(tte, *, endpoint, population=EVERYONE, landmarks=(), conf_type="log-log", reproduction=(), unit=""):
    """Result rows of one population: median, rate at each landmark, event-free share, counts with and without event.

    `landmarks` are times in the unit of `tte`; `unit` names it. `reproduction` lists published conventions to show
    beside, of which "Kaplan-Meier; first time; normal" adds the SPSS-type median. The counts stand under grouping
    "status" with groups alive and dead for OS, progression-free and progressed for PFS, else event-free and event.
    """
    reproduction = checked(reproduction)
    if not len(tte):
        return _nobody("median", f"Kaplan-Meier; {conf_type}", endpoint, population)
    tables = [medians(tte, conf_type=conf_type, reproduction=reproduction, unit=unit)]
    tables += [*rates(tte, landmarks, conf_type=conf_type), event_free(tte), _status(tte, endpoint)]
    return result_rows(tables, endpoint=endpoint, population=population)


def follow_up(tte, *, endpoint, population=EVERYONE, time_to_cutoff=None, unit=""):
    """Result rows of follow-up: reverse Kaplan-Meier and, with `time_to_cutoff`, its plain median and minimum.

    `time_to_cutoff` is a Series with the time from each subject's start to the data cutoff; only subjects of `tte`
    count. estimand follow_up and follow_up_minimum.
    """
    if not len(tte):
        return _nobody("follow_up", REVERSE_KM, endpoint, population)
    tables = [survival.follow_up(tte).assign(estimand="follow_up")]
    if time_to_cutoff is not None:
        times = time_to_cutoff.reindex(tte.index)
        plain = survival.follow_up(tte, method="time-to-cutoff", time_to_cutoff=times)
        smallest = plain.assign(estimate=plain["minimum"])
        tables += [plain.assign(estimand="follow_up"), smallest.assign(estimand="follow_up_minimum")]
    return result_rows(tables, endpoint=endpoint, population=population, unit=unit)


def observed_times(tte, *, endpoint, population=EVERYONE, unit=""):
    """Result rows of the shortest and the longest observed time (estimand minimum and maximum)."""
    rows = pd.DataFrame({"estimand": ["minimum", "maximum"], "estimate": [tte["time"].min(), tte["time"].max()]})
    rows = rows.assign(n=len(tte), n_event=int(tte["event"].sum()), method="observed time")
    return result_rows([rows], endpoint=endpoint, population=population, unit=unit)


def _nobody(estimand, method, endpoint, population):
    nobody = absent(estimand, method, "no subjects", n=0, n_event=0)
    return result_rows([nobody], endpoint=endpoint, population=population)


def _status(tte, endpoint):
    without, with_event = STATUS.get(endpoint, ("event-free", "event"))
    n, n_event = len(tte), int(tte["event"].sum())
    rows = pd.DataFrame({"group": [without, with_event], "estimate": [n - n_event, n_event]})
    return rows.assign(estimand="count", grouping="status", n=n, n_event=n_event, method=COUNT)
