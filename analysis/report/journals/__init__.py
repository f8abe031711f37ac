"""Figures for a journal: its dated specification, figures drawn at its widths, files written and checked."""

from analysis.report.journals.keeping import keep, kept
from analysis.report.journals.specification import JournalError, known, specification

__all__ = ["JournalError", "keep", "kept", "known", "specification"]
