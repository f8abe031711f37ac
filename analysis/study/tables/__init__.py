"""What each table of a study may contain: pandera schemas, and text made into typed, checked frames."""

from analysis.study.tables.check import empty, read, typed
from analysis.study.tables.raw import RawTable
from analysis.study.tables.schemas import PATH_ONLY, SCHEMAS, TABLES

__all__ = ["PATH_ONLY", "SCHEMAS", "TABLES", "RawTable", "empty", "read", "typed"]
