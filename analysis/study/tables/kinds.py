"""Kinds of column: how the text of a cell becomes a value, and the sentence that says what was expected.

Every builder returns a pandera Column; its metadata carry the kind and the expectation. `needed` is True for a column
that must be there and filled, "column" for one that must be there but may have gaps, False for an optional one.
"""

import numpy as np
import pandas as pd
import pandera.pandas as pa

from analysis.study.text import MISSING, numbers
from analysis.vocabulary import DAYS_PER_UNIT

DATE = r"\d{4}-\d{2}-\d{2}"
PARTIAL_DATE = r"\d{4}(-(\d{2}|-|UNK?|XX))?(-(\d{2}|-|UNK?|XX))?"
YES_NO = ("Y", "N")


def _column(kind, dtype, expected, needed, checks=(), regex=False):
    return pa.Column(
        dtype, list(checks), required=bool(needed), nullable=needed is not True, regex=regex,
        metadata={"kind": kind, "expected": expected},
    )  # fmt: skip


def text(expected="text", *, among=None, needed=False):
    """A column of text, one of the words in `among` where given."""
    checks = [pa.Check.isin(among)] if among else []
    return _column("text", object, f"one of {', '.join(among)}" if among else expected, needed, checks)


def number(expected, *, low=None, high=None, needed=False, regex=False):
    """A column of finite numbers from `low` to `high`, both allowed, as float; gaps are NaN.

    With `regex` the column's name in the schema is a pattern, and every column that it fits is meant.
    """
    return _column("number", float, expected, needed, _bounds(low, high), regex)


def whole(expected, *, low=None, high=None, needed=False):
    """A column of whole numbers, as int64 where every cell must be filled, else as float with NaN."""
    checks = [*_bounds(low, high), pa.Check(lambda value: value % 1 == 0)]
    return _column("whole", np.int64 if needed is True else float, expected, needed, checks)


def date(*, needed=False, exact=False):
    """A column of ISO dates as datetime64; a partial date is missing, or a problem where `exact`."""
    expected = "a whole date as YYYY-MM-DD" if exact else "a date as YYYY-MM-DD"
    return _column("exact date" if exact else "date", "datetime64[ns]", expected, needed)


def unit():
    """A column of time units in any case, singular or plural, as the words of DAYS_PER_UNIT."""
    return _column("unit", object, f"one of {', '.join(DAYS_PER_UNIT).upper()}", False, [pa.Check.isin(DAYS_PER_UNIT)])


def _bounds(low, high):
    checks = [pa.Check(np.isfinite)]
    checks += [] if low is None else [pa.Check.ge(low)]
    return checks + ([] if high is None else [pa.Check.le(high)])


def converted(cells, kind, marks="."):
    """The values of text cells and a mask of those that could not be read; a missing word gives a missing value.

    marks: the decimal mark, one for all or one for each cell.
    """
    cells = cells.where(~cells.isin(MISSING))
    if kind == "text":
        return cells, pd.Series(False, cells.index)
    if kind == "unit":
        return _units(cells), pd.Series(False, cells.index)
    values = _dates(cells) if kind.endswith("date") else numbers(cells, marks, whole=kind == "whole")
    unread = cells.notna() & values.isna()
    if kind == "date":
        unread &= ~cells.str.fullmatch(PARTIAL_DATE, na=False) | cells.str.fullmatch(DATE, na=False)
    return values, unread


def _dates(cells):
    day = cells.str.extract(rf"^({DATE})(?:[T ].*)?$")[0]
    return pd.to_datetime(day, format="%Y-%m-%d", errors="coerce").astype("datetime64[ns]")


def _units(cells):
    word = cells.str.lower().str.rstrip("s")
    return word.where(word.isna(), word + "s")
