"""The report's words and files: numbers as printed, tables and figures shown, saved and numbered."""

from analysis.report.biomarkers import hazard_curves, heatmap
from analysis.report.by_hand import take_parameters
from analysis.report.curves import (
    hazards_over_time,
    split_figures,
    survival_by_group,
    survival_comparisons,
    survival_curves,
)  # fmt: skip
from analysis.report.section import Section
from analysis.report.subgroups import subgroup_forest
from analysis.report.sweeps import sweep_atlas, sweep_table, trend_table, what_remains

__all__ = [
    "Section", "hazard_curves", "hazards_over_time", "heatmap", "split_figures", "subgroup_forest",
    "survival_by_group", "survival_comparisons", "survival_curves", "sweep_atlas", "sweep_table", "take_parameters",
    "trend_table", "what_remains",
]  # fmt: skip
