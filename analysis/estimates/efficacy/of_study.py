"""Endpoints of a study in its populations as result rows, today and as known at an earlier cutoff."""

import pandas as pd

from analysis.estimates.efficacy import one_population
from analysis.estimates.efficacy.rows import COLUMNS
from analysis.vocabulary import EVERYONE


def outcomes(study, endpoints, populations=(EVERYONE,), *, earlier=False, landmarks=(), conf_type="log-log",
             reproduction=None):  # fmt: skip
    """Result rows of each endpoint in each population: medians, rates at `landmarks`, event-free shares and counts.

    populations: names of the study's, or {name: USUBJID} of others. reproduction: published conventions that stand
    beside, by default the study's. earlier: as known at the study's earlier cutoff, no rows where it has none; the
    population then says so. Raises KeyError for an unknown endpoint or population.
    """
    options = {
        "landmarks": landmarks,
        "conf_type": conf_type,
        "reproduction": study.reproduction if reproduction is None else reproduction,
    }
    return _joined(
        one_population.overall(_within(study, endpoint, population, cutoff, populations), endpoint=endpoint,
                               population=said or population, unit=study.report_unit, **options)
        for cutoff, said in _cutoffs(study, earlier) for population in populations for endpoint in endpoints
    )  # fmt: skip


def follow_up(study, endpoints, *, earlier=False):
    """Result rows of follow-up, also to the data cutoff where the study has one and dates of consent (adsl RFICDT).

    earlier: as known at the study's earlier cutoff; no rows where it has none, or no dates of consent.
    """
    dated = bool(study.data_cutoff) and "RFICDT" in study.table("adsl")
    return _joined(
        one_population.follow_up(study.endpoint(endpoint, cutoff=cutoff), endpoint=endpoint,
                                 population=said or EVERYONE, unit=study.report_unit,
                                 time_to_cutoff=study.time_to_cutoff(cutoff) if dated else None)
        for cutoff, said in _cutoffs(study, earlier) if dated or not earlier for endpoint in endpoints
    )  # fmt: skip


def observed_times(study, endpoints, population):
    """Result rows of the shortest and the longest observed time; none where the study lacks the population."""
    return _joined(
        one_population.observed_times(study.endpoint(endpoint, population), endpoint=endpoint, population=population,
                                      unit=study.report_unit)
        for endpoint in endpoints if population in study.populations
    )  # fmt: skip


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
