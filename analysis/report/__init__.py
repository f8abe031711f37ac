"""The report's words and files: numbers as printed, tables and figures shown, saved and numbered."""

from analysis.report import numbers, readable
from analysis.report.section import Section

__all__ = ["Section", "numbers", "readable"]
