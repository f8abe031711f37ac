"""Endpoints of a study in its populations as result rows, today and as known at an earlier cutoff."""

import pandas as pd

from analysis.estimates import facts, survival
from analysis.estimates.efficacy.rows import COLUMNS, absent, checked, event_free, medians, rates, result_rows
from analysis.estimates.survival.curve import entered
from analysis.study.cohort.causes import any_cause, censored
from analysis.vocabulary import COUNT, EVERYONE, REVERSE_KM

STATUS = {"OS": ("alive", "dead"), "PFS": ("progression-free", "progressed")}  # without, with an event


def outcomes(study, endpoints, populations=(EVERYONE,), *, earlier=False, landmarks=(), conf_type="log-log",
             reproduction=None):  # fmt: skip
    """Result rows of each endpoint in each population: medians, rates at `landmarks`, event-free shares and counts.

    populations: names of the study's, or {name: USUBJID}. reproduction: published conventions that stand beside, by
    default the study's. earlier: as known at the study's earlier cutoff; no rows without one. KeyError for an unknown
    name.
    """
    options = {"landmarks": landmarks, "conf_type": conf_type, "unit": study.report_unit,
               "reproduction": study.reproduction if reproduction is None else reproduction}  # fmt: skip
    return _joined(
        facts.remarked(overall(_within(study, endpoint, population, cutoff, populations), endpoint=endpoint,
                               population=said or population, **options), censored(study, endpoint))
        for cutoff, said in _cutoffs(study, earlier) for population in populations for endpoint in endpoints
    )  # fmt: skip


def overall(tte, *, endpoint, population=EVERYONE, landmarks=(), conf_type="log-log", reproduction=(), unit=""):
    """Result rows of one population: median, rate at each landmark, event-free share, counts with and without event.

    `landmarks`: times in `unit`, that of `tte`. `reproduction`: published conventions beside, of which KM_SPSS adds a
    median. Counts stand under grouping "status": alive and dead for OS, progression-free and progressed for PFS.
    """
    reproduction = checked(reproduction)
    if not len(tte):
        return _nobody("median", f"Kaplan-Meier; {conf_type}", endpoint, population)
    tables = [medians(tte, conf_type=conf_type, reproduction=reproduction, unit=unit)]
    tables = [facts.remarked(table, entered(tte)) for table in (*tables, *rates(tte, landmarks, conf_type=conf_type))]
    tables += [event_free(tte), _status(tte, endpoint)]
    return result_rows(tables, endpoint=endpoint, population=population)


def follow_up(study, endpoints, *, earlier=False):
    """Result rows of follow-up, also to the data cutoff where the study has one and dates of consent (adsl RFICDT).

    Where other events compete with an endpoint they end follow-up as its own event does. earlier: as known at the
    study's earlier cutoff; no rows where it has none, or no dates of consent.
    """
    dated = bool(study.data_cutoff) and "RFICDT" in study.table("adsl")
    return _joined(
        followed(any_cause(study, endpoint, study.endpoint(endpoint, cutoff=cutoff)), endpoint=endpoint,
                 population=said or EVERYONE, unit=study.report_unit,
                 time_to_cutoff=study.time_to_cutoff(cutoff) if dated else None)
        for cutoff, said in _cutoffs(study, earlier) if dated or not earlier for endpoint in endpoints)  # fmt: skip


def followed(tte, *, endpoint, population=EVERYONE, time_to_cutoff=None, unit=""):
    """Result rows of follow-up: reverse Kaplan-Meier and, with `time_to_cutoff`, its plain median and minimum.

    `time_to_cutoff`: Series, time from each subject's start to the data cutoff; only subjects of `tte` count.
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


def observed_times(study, endpoints, population):
    """Result rows of the shortest and the longest observed time; none where the study lacks the population."""
    return _joined(
        extremes(study.endpoint(endpoint, population), endpoint=endpoint, population=population, unit=study.report_unit)
        for endpoint in endpoints if population in study.populations)  # fmt: skip


def extremes(tte, *, endpoint, population=EVERYONE, unit=""):
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


def _within(study, endpoint, population, cutoff, populations):
    """The endpoint of one of the study's populations, or of the subjects that `populations` has under its name."""
    if not isinstance(populations, dict):
        return study.endpoint(endpoint, population, cutoff)
    tte = study.endpoint(endpoint, cutoff=cutoff)
    return tte[tte.index.isin(populations[population])]


def _cutoffs(study, earlier):
    """The dates at which the data are looked at (None: as they are), with the words for the population."""
    date = study.earlier_cutoff
    return [(date, f"cutoff {date}")] * bool(date) if earlier else [(None, "")]


def _joined(tables):
    tables = list(tables)
    return pd.concat(tables) if tables else pd.DataFrame(columns=COLUMNS)
