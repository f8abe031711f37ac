"""What each table of a study may contain: pandera schemas, and text made into typed, checked frames."""

from analysis.study.tables.raw import RawTable
from analysis.study.tables.schemas import (
    PATH_ONLY,
    REQUIRED,
    SCHEMAS,
    TABLES,
    empty,
    kind,
    lacking,
    read,
    typed,
    with_numbers,
)

__all__ = [
    "PATH_ONLY",
    "REQUIRED",
    "SCHEMAS",
    "TABLES",
    "RawTable",
    "empty",
    "kind",
    "lacking",
    "read",
    "typed",
    "with_numbers",
]
