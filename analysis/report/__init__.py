"""The report's words and files: numbers as printed, tables and figures shown, saved and numbered."""

from analysis.report import numbers, readable
from analysis.report.curves import survival_by_group, survival_comparison, survival_curve
from analysis.report.hazards import hazards_over_time
from analysis.report.section import Section
from analysis.report.subgroups import subgroup_forest

__all__ = [
    "Section",
    "hazards_over_time",
    "numbers",
    "readable",
    "subgroup_forest",
    "survival_by_group",
    "survival_comparison",
    "survival_curve",
]
