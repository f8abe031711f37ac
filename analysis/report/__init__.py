"""The report's words and files: numbers as printed, tables and figures shown, saved and numbered."""

from analysis.report.atlas.files import atlas
from analysis.report.biomarkers import annotations, hazard_curves, survival_by_change
from analysis.report.by_hand import take_parameters
from analysis.report.curves import (
    hazards_over_time,
    split_figures,
    survival_by_group,
    survival_comparison,
    survival_curves,
    survival_tests,
)  # fmt: skip
from analysis.report.section import Section
from analysis.report.subgroups import subgroup_forest
from analysis.report.words.sweep import sweep_sentences, trend_sentence

__all__ = [
    "Section",
    "annotations",
    "atlas",
    "hazard_curves",
    "hazards_over_time",
    "split_figures",
    "subgroup_forest",
    "survival_by_change",
    "survival_by_group",
    "survival_comparison",
    "survival_curves",
    "survival_tests",
    "sweep_sentences",
    "take_parameters",
    "trend_sentence",
]
