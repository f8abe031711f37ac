"""This trial beside others: what they printed, observed and expected events, and one figure an endpoint.

The caveats stand in the box of every table and figure of it; nothing turns them off.
"""

from pathlib import Path

import yaml

from analysis import figures
from analysis.estimates import comparators, survival
from analysis.report.layers import APPENDIX, MAIN

WORDS = yaml.safe_load((Path(__file__).parent / "words" / "parts.yml").read_text())["beside"]


def beside_other_trials(section):
    """Show and save this trial beside the comparators of study.yml: two tables, and a figure of each endpoint.

    The main text has the figure of the first endpoint.
    """
    study, said = section.study, caveats(section.study)
    others, rows = comparators.printed(study), comparators.beside(study)
    section.table(others, "trials", caveats=said, layer=APPENDIX)
    section.result_table(rows, "beside", caveats=said, unit=study.report_unit, layer=APPENDIX)
    first = others["endpoint"].iloc[0] if len(others) else ""
    for endpoint, own in others.groupby("endpoint", sort=False):
        layer = MAIN if endpoint == first else APPENDIX
        tte = study.endpoint(endpoint)
        curves = comparators.curves_of(study, endpoint)
        section.draw(figures.other_trials, survival.kaplan_meier(tte), own, curves, name=f"{endpoint.lower()}_beside",
                     endpoint=endpoint, unit=study.report_unit, n=len(tte), caveats=said, layer=layer)  # fmt: skip


def caveats(study):
    """What must be known of every number beside another trial, in words."""
    return f"{WORDS['caveats']} {WORDS['synthetic']}" if study.synthetic else WORDS["caveats"]
