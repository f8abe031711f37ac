"""The tables of 3_nk_phenotype."""

from analysis.report.words.tables import Titled

TABLES = {
    "evaluable": Titled(
        "Subjects with a value at baseline, at the visit “{visit}” and at both, and those who cannot be compared."
    ),
    "baseline": Titled(
        "Baseline percent in long (> {months:g} months) and short (≤ {months:g} months) survivors. Censored before, so "
        "neither long nor short: {neither}."
    ),
    "changes": Titled("Change of each subject from baseline to the visit “{visit}”."),
    "by_change": Titled("Survival by change on NK cells: medians, rates, hazard ratios, tests."),
    "continuous": Titled("Hazard ratio per {points:g} percentage points, at baseline and of the change."),
}
