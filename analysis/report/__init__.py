"""The report's words and files: numbers as printed, tables and figures shown, saved and numbered."""

from analysis.report import numbers, readable
from analysis.report.curves import survival_by_group, survival_comparison, survival_curve
from analysis.report.section import Section

__all__ = ["Section", "numbers", "readable", "survival_by_group", "survival_comparison", "survival_curve"]
