"""Every table and instrument file as text: nothing is guessed, so USUBJID 0012 stays 0012 and a blank stays a blank.

The only code that opens such a file. What it tells from the file itself, it tells in one way for all: the encoding,
the delimiter, the header row, the decimal mark, the words for a missing value.
"""

from analysis.study.text.table import read, scan
from analysis.study.text.values import (
    MISSING,
    NUMBER,
    SWAP,
    as_text,
    dates,
    decimal_mark,
    digestible,
    expectation,
    numbers,
)

__all__ = [
    "MISSING",
    "NUMBER",
    "SWAP",
    "as_text",
    "dates",
    "decimal_mark",
    "digestible",
    "expectation",
    "numbers",
    "read",
    "scan",
]
