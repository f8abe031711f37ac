"""Figures of the biomarker sections: hazard along each marker, and the heat map with its labels."""

import pandas as pd

from analysis import figures
from analysis.estimates import continuous, response
from analysis.estimates.phenotype.survivors import survivors


def hazard_curves(section, values, tte, names, *, endpoint):
    """Show the hazard ratio of an endpoint along each marker's baseline value; nothing where events are too few.

    values: PARAMCD, USUBJID, value, as in `phenotype.at_baseline`; names: the words for each marker.
    """
    for marker, own in values.set_index("USUBJID").groupby("PARAMCD", sort=False):
        curve, label = continuous.curve(tte, own["value"]), f"{names[marker]}, baseline"
        name = f"curve_{marker.lower()}"
        section.draw(
            figures.hazard_curve, curve, own["value"], label=label, endpoint=endpoint, name=name, layer="appendix"
        )


def numbers(section, endpoints):
    """Show the hazard ratio per unit of each number that study.yml declares, and along those known at baseline."""
    study, rows = section.study, []
    ttes = {name: study.endpoint(name) for name in endpoints}
    for name, declared in study.numbers.items():
        values, known = study.number(name), study.known_at(name)
        rows.append(continuous.comparisons(ttes, {name: values}, known_at={name: known}, unit=declared.per))
        for endpoint, tte in ttes.items() if declared.known_day == 0 else ():
            words = {"label": declared.label or name, "endpoint": endpoint, "name": f"{endpoint.lower()}_along_{name}"}
            drawn = continuous.curve(tte, values), values.dropna()
            section.draw(figures.hazard_curve, *drawn, layer="appendix", **words)
    section.result_table(pd.concat(rows) if rows else rows, "numbers", layer="appendix")


def heatmap(section, fractions, groupings, *, best, at, named=()):
    """Show the fractions of every subject as a heat map under the labels of `annotations`; named: columns to name."""
    marks = annotations(section.study, fractions.index, groupings, best=best, at=at)
    beyond = f"{at:g} {section.study.report_unit}"
    section.draw(figures.heatmap, fractions, marks, named=named, alive_beyond=beyond, layer="appendix")


def annotations(study, subjects, groupings, *, best, at=24.0):
    """The labels of subjects, a frame by USUBJID: long or short OS, declared groupings, best response.

    at: the limit of long survivors, in report units; groupings: names, of which those that a section makes or that the
    study lacks are left out; best: as `response.best_responses` gives them, or nothing.
    """
    marks = {}
    if "OS" in study.endpoints:
        marks["OS group"] = survivors(study.endpoint("OS"), at=at).astype(object)
    for name in groupings:
        if name in study.groupings and not study.groupings[name].section:
            marks[study.groupings[name].label] = study.group(name)
    if len(best):
        marks["Best response"] = response.best_of(best)
    return pd.DataFrame(marks).reindex(subjects)
