"""Text cells made into a typed frame, every cell that does not fit listed with its place."""

import re

import pandas as pd
from pandera.errors import SchemaErrors

from analysis.study.problems import Problem, near
from analysis.study.tables import raw as raw_tables
from analysis.study.tables.schemas import SCHEMAS, converted

NUMERIC = ("number", "whole")


def read(folder, name, sources):
    """The RawTable of a table with a schema (None when no file could be read), and the problems met on the way."""
    return raw_tables.read(
        folder, name, sources,
        known=lambda names: "USUBJID" in names, numeric=lambda column: kind(SCHEMAS[name], column) in NUMERIC,
    )  # fmt: skip


def empty(name):
    """The frame of a table without rows: the columns of its schema, each of its own kind."""
    columns = SCHEMAS[name].columns.items()
    return pd.DataFrame({column: pd.Series(dtype=found.dtype.type) for column, found in columns if not found.regex})


def typed(name, raw):
    """The frame of one table with the values its schema asks for, and the list of its problems in row order.

    Rows keep their order, numbered from 0. Numbers are float (whole numbers that must be filled, such as CNSR, int64),
    dates datetime64, all else text; missing is NaN or NaT. A cell with a problem is missing in the frame.
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
    return _whole(schema, frame), [*_absent(schema, raw), *(problem for _, problem in in_order)]


def kind(schema, column):
    """The kind of a column: the schema's, text for a column it does not name."""
    found = _definition(schema, column)
    return found.metadata["kind"] if found else "text"


def _definition(schema, column):
    if column in schema.columns:
        return schema.columns[column]
    return next((found for name, found in schema.columns.items() if found.regex and re.match(name, column)), None)


def _expected(schema, raw, row, column):
    expected = _definition(schema, column).metadata["expected"]
    return raw.expectation(row, column, expected) if kind(schema, column) in NUMERIC else expected


def _absent(schema, raw):
    for column, definition in schema.columns.items():
        if definition.required and not definition.regex and column not in raw.cells:
            hint = f"(another name is mapped by columns: in study.yml; {near(column, raw.cells.columns)})"
            expected = f"{definition.metadata['expected']} {hint}"
            yield from (Problem(file, "", f"column {column}", None, expected) for file in raw.files)


def _refused(schema, frame):
    """The places (row, column) that pandera refuses; absent columns are told elsewhere."""
    absent = [name for name, found in schema.columns.items() if not found.regex and name not in frame]
    here = schema.remove_columns(absent)
    floats = {name: {"dtype": float} for name, found in here.columns.items() if found.metadata["kind"] == "whole"}
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
    for column in frame:
        found = _definition(schema, column)
        if found and found.metadata["kind"] == "whole" and not found.nullable and frame[column].notna().all():
            frame[column] = frame[column].astype("int64")
    return frame
