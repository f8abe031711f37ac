"""The tables of a study in ADaM terms, as schemas.yml describes them; text made into typed, checked frames."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pandera.pandas as pa
import yaml
from pandera.errors import SchemaErrors

from analysis.study.problems import Problem, near
from analysis.study.tables import raw as raw_tables
from analysis.study.text import MISSING, dates, numbers
from analysis.vocabulary import DAYS_PER_UNIT

NUMERIC = ("number", "whole")
DATE = r"\d{4}-\d{2}-\d{2}"
PARTIAL_DATE = r"\d{4}(-(\d{2}|-|UNK?|XX))?(-(\d{2}|-|UNK?|XX))?"
DTYPES = {"text": object, "unit": object, "number": float, "whole": float}  # all others are dates
EXPECTED = {
    "unit": f"one of {', '.join(DAYS_PER_UNIT).upper()}",
    "date": "a date as YYYY-MM-DD", "exact date": "a whole date as YYYY-MM-DD"}  # fmt: skip


def column(kind, expected="", *, among=(), low=None, high=None, needed=False, regex=False):
    """A pandera Column; its metadata carry the kind and the sentence that says what was expected.

    Kinds: text (one of `among`, where given), finite number or whole number from `low` to `high` (both allowed), date
    (a partial one is missing), exact date, unit of time in any case, singular or plural. `needed`: True for a column
    that must be there and filled (int64 where whole), "column" for one that may have gaps. `regex`: its name in the
    schema is a pattern of the columns meant.
    """
    among = list(DAYS_PER_UNIT) if kind == "unit" else among
    bounds = [check(limit) for check, limit in ((pa.Check.ge, low), (pa.Check.le, high)) if limit is not None]
    checks = [pa.Check.isin(among)] if among else [pa.Check(np.isfinite), *bounds] if kind in NUMERIC else []
    checks += [pa.Check(lambda value: value % 1 == 0)] if kind == "whole" else []
    dtype = np.int64 if kind == "whole" and needed is True else DTYPES.get(kind, "datetime64[ns]")
    expected = expected or EXPECTED.get(kind) or (f"one of {', '.join(among)}" if among else "text")
    return pa.Column(
        dtype, checks, required=bool(needed), nullable=needed is not True, regex=regex,
        metadata={"kind": kind, "expected": expected})  # fmt: skip


def converted(cells, kind, marks="."):
    """The values of text cells, and which could not be read; missing words are missing. marks: one, or one a cell."""
    cells = cells.where(~cells.isin(MISSING))
    if kind in ("text", "unit"):
        words = cells if kind == "text" else cells.str.lower().str.rstrip("s") + "s"
        return words, pd.Series(False, cells.index)
    cells = dates(cells) if kind.endswith("date") else cells
    values = _dates(cells) if kind.endswith("date") else numbers(cells, marks, whole=kind == "whole")
    unread = cells.notna() & values.isna()
    if kind == "date":
        unread &= ~cells.str.fullmatch(PARTIAL_DATE, na=False) | cells.str.fullmatch(DATE, na=False)
    return values, unread


def _dates(cells):
    day = cells.str.extract(rf"^({DATE})(?:[T ].*)?$")[0]
    return pd.to_datetime(day, format="%Y-%m-%d", errors="coerce").astype("datetime64[ns]")


TEXT = column("text")
SUBJECT = {"STUDYID": column("text"), "USUBJID": column("text", "a subject's identifier", needed=True)}


def _schema(columns, key=(), only=None):
    read = {name: column(**(told if isinstance(told, dict) else {"kind": told})) for name, told in columns.items()}
    return pa.DataFrameSchema(SUBJECT | read, metadata={"key": list(key), "only": only or {}})


_written = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))


class _Schemas(dict):
    """The schema of each table; that of `own` for a table of the study's own, which is not among the names."""

    def __missing__(self, name):
        return OWN


OWN = _schema(**_written.pop("own"))
SCHEMAS = _Schemas({name: _schema(**told) for name, told in _written.items()})
# Tables with readers of their own: a study gives only their place.
PATH_ONLY = ("variants", "cells", "curves", "published")
TABLES = (*SCHEMAS, *PATH_ONLY)
REQUIRED = ("adsl", "adtte")


def read(folder, name, sources):
    """The RawTable of a table with a schema (None when no file could be read), and the problems met on the way."""
    return raw_tables.read(
        folder, name, sources,
        known=lambda names: "USUBJID" in names, numeric=lambda column: kind(SCHEMAS[name], column) in NUMERIC,
        dated=lambda column: kind(SCHEMAS[name], column).endswith("date"),
    )  # fmt: skip


def empty(name):
    """The frame of a table without rows: the columns of its schema, each of its own kind."""
    columns = SCHEMAS[name].columns.items()
    return pd.DataFrame({column: pd.Series(dtype=found.dtype.type) for column, found in columns if not found.regex})


def typed(name, raw):
    """The frame of one table with the values its schema asks for, and the list of its problems in row order.

    Numbers are float (whole ones that must be filled, such as CNSR, int64), dates datetime64, all else text; missing
    is NaN or NaT, as is a cell with a problem.
    """
    schema = SCHEMAS[name]
    read = {column: converted(raw.cells[column], kind(schema, column), raw.marks) for column in raw.cells}
    frame = pd.DataFrame({column: values for column, (values, _) in read.items()}, index=raw.cells.index)
    places = {(row, column) for column, (_, unread) in read.items() for row in unread.index[unread]}
    places |= _refused(schema, frame)
    for row, column in places:
        frame.loc[row, column] = None
    found = [(row, raw.problem(row, column, _expected(schema, raw, row, column))) for row, column in sorted(places)]
    in_order = sorted([*found, *_repeats(schema, frame, raw)], key=lambda pair: pair[0])
    return _whole(schema, frame), [*_absent(name, raw), *(problem for _, problem in in_order)]


def with_numbers(frame, raw):
    """The frame of a table of the study's own: columns of numbers, none a code as 007, hold numbers."""
    read = {name: converted(raw.cells[name], "number", raw.marks) for name in frame if name not in OWN.columns}
    sure = {name: values for name, (values, unread) in read.items()
            if not unread.any() and values.notna().any() and not raw.cells[name].str.match(r"0\d").any()}  # fmt: skip
    return frame.assign(**sure)


def lacking(name, columns):
    """The needed columns of a table that are not among those there, each in order."""
    schema = SCHEMAS[name].columns.items()
    return [column for column, own in schema if own.required and not own.regex and column not in columns]


def kind(schema, column):
    """The kind of a column: the schema's, text for a column it does not name."""
    return _definition(schema, column).metadata["kind"]


def _definition(schema, column):
    fitting = (found for name, found in schema.columns.items() if found.regex and re.match(name, column))
    return schema.columns[column] if column in schema.columns else next(fitting, TEXT)


def _expected(schema, raw, row, column):
    expected = _definition(schema, column).metadata["expected"]
    return raw.expectation(row, column, expected) if kind(schema, column) in NUMERIC else expected


def _absent(name, raw):
    """Needed columns that are not there, as problems: without those of any other table a part is left out."""
    schema, core = SCHEMAS[name], SUBJECT if name not in REQUIRED else SCHEMAS[name].columns
    for column in (column for column in lacking(name, raw.cells) if column in core):
        hint = f"(another name is mapped by columns: in study.yml; {near(column, raw.cells.columns)})"
        expected = f"{schema.columns[column].metadata['expected']} {hint}"
        yield from (Problem(file, "", f"column {column}", None, expected) for file in raw.files)


def _refused(schema, frame):
    """The places (row, column) that pandera refuses; absent columns are told elsewhere."""
    absent = [name for name, found in schema.columns.items() if not found.regex and name not in frame]
    here = schema.remove_columns(absent)
    floats = {name: {"dtype": float} for name in here.columns if kind(schema, name) == "whole"}
    try:
        here.update_columns(floats).validate(frame, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases.dropna(subset=["index"])
        return {(int(row), column) for row, column in zip(cases["index"], cases["column"], strict=True)}
    return set()


def _repeats(schema, frame, raw):
    rows = frame
    for column, value in schema.metadata["only"].items():
        rows = rows[rows[column] == value] if column in rows else rows.iloc[:0]
    key, first = [column for column in schema.metadata["key"] if column in frame or schema.columns[column].required], {}
    if not set(key) <= set(frame):
        return
    for row, *values in rows[key].dropna().itertuples(name=None) if key else ():
        earlier = first.setdefault(tuple(values), row)
        if earlier != row:
            expected = f"one row for each {' and '.join(key)} (first in {', '.join(raw.places[earlier])})"
            yield row, raw.problem(row, key[0], expected, ", ".join(map(str, values)))


def _whole(schema, frame):
    whole = [name for name in frame if _definition(schema, name).dtype.type == np.int64 and frame[name].notna().all()]
    return frame.astype(dict.fromkeys(whole, "int64"))
