"""Cut-off sweeps and trends as the report shows them: result rows, tables, the atlas, and sentences on what remains."""

import pandas as pd

from analysis import figures, vocabulary
from analysis.estimates.cutoff.sweep import results, trend_results
from analysis.report.atlas.files import atlas
from analysis.report.words.sweep import sweep_sentences, trend_sentence

SYNTHETIC = "The rows are SYNTHETIC: no marker found here to go with survival is evidence of anything."


def sweep_table(section, sweeps, markers, *, population=vocabulary.EVERYONE):
    """Add the sweeps, {endpoint: table of `cutoff.sweep`}, to results.csv and show the rows of some markers."""
    for name, table in sweeps.items():
        section.results(results(table, endpoint=name, population=population))
    section.table(_joined(sweeps), "sweep", marker=markers)


def sweep_atlas(section, sweeps, fractions, ttes):
    """Write the atlas, a Kaplan-Meier figure for every split, and show the sweeps as bubbles that are linked to it.

    fractions, ttes: what was swept, and {endpoint: outcome}, as `atlas` takes them.
    """
    section.draw(figures.bubbles, atlas(section, sweeps, fractions, ttes, unit=section.study.report_unit))
    section.say(f"[All Kaplan-Meier figures, by cut-off and marker](atlas/{section.name}/index.html)")


def what_remains(section, sweeps, chances, markers):
    """Say what each sweep shows and what chance alone would (`cutoff.chance` by endpoint), and show the chances."""
    section.say(SYNTHETIC if section.study.synthetic else "")
    for name, table in sweeps.items():
        section.say(sweep_sentences(table, chances[name], endpoint=name, markers=markers))
    section.table(_joined(chances), "chance")


def trend_table(section, trends, *, population=vocabulary.EVERYONE):
    """Add the trends, {endpoint: table of `cutoff.trend`}, to results.csv, say what they find, and show them."""
    for name, table in trends.items():
        section.results(trend_results(table, endpoint=name, population=population))
        section.say(trend_sentence(table, endpoint=name))
    shown = _joined(trends).dropna(subset="unit")
    section.table(shown.sort_values(["endpoint", "p_exact"]), "trend")


def _joined(tables):
    return pd.concat(tables, names=["endpoint"]).reset_index("endpoint")
