"""study.yml: its keys as a model, and the reading of it with the line of every key."""

from analysis.study.declaration.model import REPRODUCTION, SECTION_TABLES, Declaration, sections_tables
from analysis.study.declaration.reading import FILE, line_of, read
from analysis.study.declaration.source import Source

__all__ = ["FILE", "REPRODUCTION", "SECTION_TABLES", "Declaration", "Source", "line_of", "read", "sections_tables"]
