"""Endpoints with competing causes as the report shows them: cumulative incidence, and groups known at the start."""

import pandas as pd

from analysis import figures
from analysis.estimates import competing
from analysis.report.layers import APPENDIX, MAIN

CENSORED = (
    "{competing} rules {own} out. In a Kaplan-Meier curve of {endpoint} it counts as censored, as if {own} could still "
    "come: one minus that curve says how many would have it if nothing else could happen, and is too high for what "
    "does happen, which the cumulative incidence tells."
)


def competing_causes(section, *, landmarks=()):
    """Show the cumulative incidence of every cause of the endpoints that study.yml gives `causes`, and compare groups.

    Groupings are those that tables hold and that are known at the start. Nothing for a study without causes.
    """
    study = section.study
    for endpoint, said in study.causes.items():
        tte, curves = study.endpoint(endpoint), competing.curves(study, endpoint)
        words = {"competing": " or ".join(said.competing), "own": said.label, "endpoint": endpoint}
        section.say(CENSORED.format(**words), layer=MAIN)
        at = figures.ticks(tte["time"].max(), study.report_unit)
        counts = competing.at_risk(study, endpoint, at)
        section.draw(figures.cumulative_incidence, curves, counts, endpoint=endpoint, n=len(tte),
                     unit=study.report_unit, name=f"{endpoint.lower()}_incidence")  # fmt: skip
        rows = competing.incidences(study, endpoint, landmarks)
        section.result_table(rows, f"{endpoint.lower()}_incidence", layer=MAIN, endpoint=endpoint)
        compared = [_compared(study, endpoint, name, landmarks) for name in _known(study)]
        if compared:
            section.result_table(pd.concat(compared), f"{endpoint.lower()}_causes", layer=APPENDIX, endpoint=endpoint)


def _known(study):
    return [name for name, grouping in study.groupings.items() if not grouping.section and grouping.known_day == 0]


def _compared(study, endpoint, name, landmarks):
    group, reference = study.group(name), study.groupings[name].reference
    own = competing.by_group(study, endpoint, group, reference=reference)
    return pd.concat([own, competing.incidences(study, endpoint, landmarks, group)])
