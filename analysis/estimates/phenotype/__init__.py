"""Flow phenotype of NK cells: a percent at each visit, its change after treatment, and long against short survivors."""

from analysis.estimates.phenotype.percents import by_change, changes, evaluable, names, table, values_over_time
from analysis.estimates.phenotype.ratios import hazard_ratios
from analysis.estimates.phenotype.survivors import baseline_differences, baseline_values

__all__ = [
    "baseline_differences", "baseline_values", "by_change", "changes", "evaluable", "hazard_ratios", "names", "table",
    "values_over_time",
]  # fmt: skip
