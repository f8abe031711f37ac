"""What each table of a study may contain: pandera schemas, and text made into typed, checked frames."""

from analysis.tables.check import Sheet, typed
from analysis.tables.schemas import PATH_ONLY, SCHEMAS, TABLES

__all__ = ["PATH_ONLY", "SCHEMAS", "TABLES", "Sheet", "typed"]
