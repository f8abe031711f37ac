"""Endpoints with competing causes as the report shows them: cumulative incidence, and groups known at the start."""

import re

import pandas as pd

from analysis import figures
from analysis.estimates import competing
from analysis.report.censoring import censoring_rules
from analysis.report.curves import strata_of
from analysis.report.layers import APPENDIX, MAIN

CENSORED = (
    "{competing} rules {own} out. In a Kaplan-Meier curve of {endpoint} it counts as censored, as if {own} could still "
    "come: one minus that curve says how many would have it if nothing else could happen, and is too high for what "
    "does happen, which the cumulative incidence tells."
)


LATER = (
    "{groupings}: known only after the start and without a `landmark_day` in study.yml, so not compared on the causes "
    "of {endpoint}."
)


def competing_causes(section, *, landmarks=(), strata="", first=None):
    """Show the cumulative incidence of every cause of the endpoints that study.yml gives `causes`, and compare groups.

    Then the endpoints with `censoring` both ways.

    Groupings are those that tables hold, known at the start or compared from their landmark on; a sentence names those
    known later without one. strata: a grouping or several, for a stratified test beside. Nothing without causes.
    first: the FirstEvents of `safety.adverse_events`, which are shown instead.
    """
    if first is not None:
        _first(section, first)
        return
    study = section.study
    for endpoint, said in study.causes.items():
        curves, n = competing.curves(study, endpoint), len(study.endpoint(endpoint))
        words = {"competing": " or ".join(said.competing), "own": said.label, "endpoint": endpoint}
        section.say(CENSORED.format(**words), layer=MAIN)
        counts = competing.at_risk(study, endpoint, figures.ticks(curves["time"].max(), study.report_unit))
        section.draw(figures.cumulative_incidence, curves, counts, endpoint=endpoint, n=n,
                     unit=study.report_unit, name=f"{endpoint.lower()}_incidence")  # fmt: skip
        rows = competing.incidences(study, endpoint, landmarks)
        section.result_table(rows, f"{endpoint.lower()}_incidence", layer=MAIN, endpoint=endpoint)
        compared = [_compared(study, endpoint, name, landmarks, strata) for name in _held(study, early=True)]
        late = _held(study, early=False)
        compared += [_from_landmark(study, endpoint, name) for name in late if study.landmark(name) is not None]
        unsaid = [study.groupings[name].label for name in late if study.landmark(name) is None]
        section.say(LATER.format(groupings=", ".join(unsaid), endpoint=endpoint) if unsaid else "", layer=APPENDIX)
        if compared:
            section.result_table(pd.concat(compared), f"{endpoint.lower()}_causes", layer=APPENDIX, endpoint=endpoint)
    censoring_rules(section, landmarks=landmarks)


def _first(section, found):
    """Show the cumulative incidence of each FirstEvents, and their rows as one table."""
    unit = section.study.report_unit
    for one in found:
        counts = competing.risk_table(one.frame, figures.ticks(one.frame["time"].max(), unit))
        words = {"endpoint": f"first adverse event, {one.label}", "n": len(one.frame), "unit": unit}
        name = f"first_{re.sub('[^a-z0-9]+', '_', one.name.lower())}"
        section.draw(figures.cumulative_incidence, one.curves, counts, name=name, layer=APPENDIX, **words)
    if found:
        section.result_table(pd.concat([one.rows for one in found]), "first_events", layer=APPENDIX)


def _held(study, *, early):
    """The groupings that tables hold, known at the start or later."""
    return [name for name, grouping in study.groupings.items()
            if not grouping.section and (grouping.known_day == 0) == early]  # fmt: skip


def _from_landmark(study, endpoint, name):
    options = {"reference": study.groupings[name].reference, "known_at": study.known_at(name)}
    return competing.by_group(study, endpoint, study.group(name), landmark=study.landmark(name), **options)


def _compared(study, endpoint, name, landmarks, strata):
    group, reference = study.group(name), study.groupings[name].reference
    blocks = [other for other in ([strata] if isinstance(strata, str) else strata) if other and other != name]
    own = competing.by_group(study, endpoint, group, reference=reference, strata=strata_of(study, blocks))
    return pd.concat([own, competing.incidences(study, endpoint, landmarks, group)])
