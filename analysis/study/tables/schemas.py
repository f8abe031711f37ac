"""The tables of a study in ADaM terms, as schemas.yml describes them: kinds of column, and how text becomes values."""

from pathlib import Path

import numpy as np
import pandas as pd
import pandera.pandas as pa
import yaml

from analysis.study.text import MISSING, numbers
from analysis.vocabulary import DAYS_PER_UNIT

DATE = r"\d{4}-\d{2}-\d{2}"
PARTIAL_DATE = r"\d{4}(-(\d{2}|-|UNK?|XX))?(-(\d{2}|-|UNK?|XX))?"
DTYPES = {"text": object, "unit": object, "number": float, "whole": float}  # all others are dates
EXPECTED = {
    "unit": f"one of {', '.join(DAYS_PER_UNIT).upper()}",
    "date": "a date as YYYY-MM-DD", "exact date": "a whole date as YYYY-MM-DD",
}  # fmt: skip


def column(kind, expected="", *, among=(), low=None, high=None, needed=False, regex=False):
    """A pandera Column; its metadata carry the kind and the sentence that says what was expected.

    Kinds: text (one of `among`, where given), finite number or whole number from `low` to `high` (both allowed), date
    (a partial one is missing), exact date, unit of time in any case, singular or plural. `needed` is True for a column
    that must be there and filled (whole numbers as int64 then), "column" for one that must be there but may have gaps.
    With `regex` its name in the schema is a pattern, and every column that it fits is meant.
    """
    among = list(DAYS_PER_UNIT) if kind == "unit" else among
    checks = [pa.Check.isin(among)] if among else _bounds(low, high) if kind in ("number", "whole") else []
    checks += [pa.Check(lambda value: value % 1 == 0)] if kind == "whole" else []
    dtype = np.int64 if kind == "whole" and needed is True else DTYPES.get(kind, "datetime64[ns]")
    expected = expected or EXPECTED.get(kind) or (f"one of {', '.join(among)}" if among else "text")
    return pa.Column(
        dtype, checks, required=bool(needed), nullable=needed is not True, regex=regex,
        metadata={"kind": kind, "expected": expected},
    )  # fmt: skip


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


SUBJECT = {"STUDYID": column("text"), "USUBJID": column("text", "a subject's identifier", needed=True)}


def _schema(columns, key=(), only=None):
    read = {name: column(**(told if isinstance(told, dict) else {"kind": told})) for name, told in columns.items()}
    return pa.DataFrameSchema(SUBJECT | read, metadata={"key": list(key), "only": only or {}})


_written = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
SCHEMAS = {name: _schema(**told) for name, told in _written.items()}
# Tables with readers of their own: a study gives only their place.
PATH_ONLY = ("variants", "cells", "published")
TABLES = (*SCHEMAS, *PATH_ONLY)
REQUIRED = ("adsl", "adtte")
