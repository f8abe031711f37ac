"""study.yml: its keys as a model, and the reading of it with the line of every key."""

from analysis.study.declaration.model import REPRODUCTION, Declaration
from analysis.study.declaration.reading import FILE, line_of, read
from analysis.study.declaration.sections import CHECKED, MADE, NAMES, SECTIONS, obstacle, reads
from analysis.study.declaration.source import Source

__all__ = ["CHECKED", "FILE", "MADE", "NAMES", "REPRODUCTION", "SECTIONS", "Declaration", "Source", "line_of",
           "obstacle", "read", "reads"]  # fmt: skip
