"""Text cells made into a typed frame, every cell that does not fit listed with its place."""

import re
from dataclasses import dataclass, field

import pandas as pd
from pandera.errors import SchemaErrors

from analysis.study.problems import Problem, near
from analysis.study.tables.kinds import NUMBER, converted
from analysis.study.tables.schemas import SCHEMAS


@dataclass
class Sheet:
    """The cells of one table as text, in ADaM names, and where each row came from.

    `cells` has rows 0…n-1; `places` one (file, "line 4") per row; `spelling` the file's own name of a mapped column;
    `files` the files read.
    """

    cells: pd.DataFrame
    places: list
    spelling: dict = field(default_factory=dict)
    files: tuple = ()

    def problem(self, row, column, expected, value=...):
        """The problem of one cell, its value as the file has it unless another is given."""
        file, place = self.places[row]
        value = self.cells[column].iat[row] if value is ... else value
        return Problem(file, place, self.name(column), value, expected)

    def name(self, column):
        """A column as the user knows it: the ADaM name, with the file's own in brackets where it was mapped."""
        own = self.spelling.get(column, column)
        return f"column {column}" + (f" ({own})" if own != column else "")


def typed(name, sheet):
    """The frame of one table with the values its schema asks for, and the list of its problems in row order.

    Rows keep their order, numbered from 0. Numbers are float (whole numbers that must be filled, such as CNSR, int64),
    dates datetime64, all else text; missing is NaN or NaT. A cell with a problem is missing in the frame.
    """
    schema = SCHEMAS[name]
    read = {column: converted(sheet.cells[column], kind(schema, column)) for column in sheet.cells}
    frame = pd.DataFrame({column: values for column, (values, _) in read.items()}, index=sheet.cells.index)
    places = {(row, column) for column, (_, unread) in read.items() for row in unread.index[unread]}
    places |= _refused(schema, frame)
    for row, column in places:
        frame.loc[row, column] = None
    found = [(row, sheet.problem(row, column, _expected(schema, sheet, row, column))) for row, column in sorted(places)]
    found += _repeats(schema, frame, sheet)
    in_order = [problem for _, problem in sorted(found, key=lambda pair: pair[0])]
    return _whole(schema, frame), [*_absent(schema, sheet), *in_order]


def kind(schema, column):
    """The kind of a column: the schema's, text for a column it does not name."""
    found = _definition(schema, column)
    return found.metadata["kind"] if found else "text"


def _definition(schema, column):
    if column in schema.columns:
        return schema.columns[column]
    return next((found for name, found in schema.columns.items() if found.regex and re.match(name, column)), None)


def _expected(schema, sheet, row, column):
    expected = _definition(schema, column).metadata["expected"]
    cell = sheet.cells[column].iat[row]
    if kind(schema, column) in ("number", "whole") and re.fullmatch(NUMBER, cell.replace(",", ".", 1)) and "," in cell:
        return f'{expected}, with a decimal point (or decimal: "," in study.yml)'
    return expected


def _absent(schema, sheet):
    """Problems of columns that must be there and are not."""
    for column, definition in schema.columns.items():
        if definition.required and not definition.regex and column not in sheet.cells:
            hint = near(column, sheet.cells.columns)
            expected = f"{definition.metadata['expected']} (another name is mapped by columns: in study.yml; {hint})"
            yield from (Problem(file, "", f"column {column}", None, expected) for file in sheet.files)


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


def _repeats(schema, frame, sheet):
    """Rows that repeat the key of an earlier one, with their problems."""
    rows = frame
    for column, value in schema.metadata["only"].items():
        rows = rows[rows[column] == value] if column in rows else rows.iloc[:0]
    key, first = [column for column in schema.metadata["key"] if column in frame or schema.columns[column].required], {}
    if not set(key) <= set(frame):
        return
    for row, *values in rows[key].dropna().itertuples(name=None) if key else ():
        earlier = first.setdefault(tuple(values), row)
        if earlier != row:
            place = ", ".join(sheet.places[earlier])
            expected = f"one row for each {' and '.join(key)} (first in {place})"
            yield row, sheet.problem(row, key[0], expected, ", ".join(map(str, values)))


def _whole(schema, frame):
    """The frame with whole numbers that must be filled as integers, where nothing is missing."""
    for column in frame:
        found = _definition(schema, column)
        if found and found.metadata["kind"] == "whole" and not found.nullable and frame[column].notna().all():
            frame[column] = frame[column].astype("int64")
    return frame
