"""Figures of the biomarker sections, a figure for each marker, and the labels above a heat map."""

import pandas as pd

from analysis import figures
from analysis.estimates import continuous, response
from analysis.estimates.phenotype.percents import by_change, key
from analysis.estimates.phenotype.survivors import LONG, SHORT, survivors
from analysis.report.curves import survival_comparison

SURVIVORS = {LONG: "L_OS", SHORT: "S_OS"}


def survival_by_change(section, ttes, changes, rows, names, *, visit):
    """Show the curves of increased against decreased of each marker and endpoint; nothing where one group is empty.

    changes: as `phenotype.changes` gives them; rows: those of `efficacy.comparisons` of their groups; names: the words
    for each marker; visit: by which the groups are known.
    """
    groups, labels = by_change(changes)["groups"], {f"{key(marker)}_change": words for marker, words in names.items()}
    note = f"Naive, from time 0: the groups are known only from the visit “{visit}” (see the table)."
    for (endpoint, name), own in rows.groupby(["endpoint", "grouping"], sort=False):
        words = {"label": f"{labels[name]}, change", "note": note, "colors": figures.theme.CHANGE}
        file = f"{endpoint.lower()}_by_{name}"
        if groups[name].nunique() == 2:
            survival_comparison(section, ttes[endpoint], groups[name], own, endpoint=endpoint, name=file, **words)


def hazard_curves(section, values, tte, names, *, endpoint):
    """Show the hazard ratio of an endpoint along each marker's baseline value; nothing where events are too few.

    values: PARAMCD, USUBJID, value, as `phenotype.baseline_values` gives them; names: the words for each marker.
    """
    for marker, own in values.set_index("USUBJID").groupby("PARAMCD", sort=False):
        curve, label = continuous.curve(tte, own["value"]), f"{names[marker]}, baseline"
        name = f"curve_{marker.lower()}"
        section.draw(figures.hazard_curve, curve, own["value"], label=label, endpoint=endpoint, name=name)


def annotations(study, subjects, groupings, *, best, at=24.0):
    """The labels of subjects, a frame by USUBJID: long or short OS, declared groupings, best response.

    at: the limit of long and short survivors, in report units; groupings: names, of which those that a section makes or
    that the study lacks are left out; best: as `response.best_responses` gives them. A study without OS has no groups
    by it, one without responses none of these.
    """
    marks = {}
    if "OS" in study.endpoints:
        marks["OS group"] = survivors(study.endpoint("OS"), at=at).astype(object).map(SURVIVORS)
    for name in groupings:
        if name in study.groupings and not study.groupings[name].section:
            marks[study.groupings[name].label] = study.group(name).astype(object)
    if len(best):
        marks["Best response"] = response.best_of(best)
    return pd.DataFrame(marks).reindex(subjects)
