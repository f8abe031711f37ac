"""Figures for a journal: its dated specification, figures drawn at its widths, files written and checked."""

from analysis.report.journals.panel import save
from analysis.report.journals.specification import JournalError, asked, known, specification

__all__ = ["JournalError", "asked", "known", "save", "specification"]
