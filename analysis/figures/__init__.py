"""Figures of the report: a tidy table in, a drawing out; one kind per module; nothing is estimated here."""

from analysis.figures import theme
from analysis.figures.theme import canvas

__all__ = ["canvas", "theme"]
