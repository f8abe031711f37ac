"""Where the rows of a table come from, and how a file as it is kept becomes the table: the keys under `tables:`."""

import re
from functools import reduce
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from analysis.study.declaration.kinds import InFolder, Names, Part, Pattern, Truth, Where, Word, WordMap, Words

RANGE = re.compile(r"([A-Z]{0,3})([1-9]\d*):([A-Z]{0,3})([1-9]\d*)?")


def _range(value):
    if not (found := RANGE.fullmatch(value)) or bool(found[1]) != bool(found[3]):
        raise ValueError("a range such as A2:L14, A2:L (down to the first empty row) or 2:14 (rows)")
    return value


def _units(value):
    listed = value.items() if isinstance(value, dict) else ()
    return {name: units if isinstance(units, dict) else {units: 1} for name, units in listed} or value


def _column(letters):
    """The number of a sheet's column, None for no letters."""
    return reduce(lambda number, letter: number * 26 + ord(letter) - 64, letters or "", 0) or None


class Ids(Part):
    """How the identifiers of subjects are written in every table of the study."""

    remove: Pattern | None = Field(None, description="a pattern of what is taken out, such as [ -]")
    upper: Truth = Field(False, description="true where small letters become capitals")
    digits: Annotated[int, Field(ge=1, le=30)] | None = Field(
        None, description="the digits of an identifier of digits alone; zeros are put before (101 as 00101)"
    )

    def written(self, word):
        """An identifier as the study writes it."""
        word = re.sub(self.remove, "", word) if self.remove else word
        word = word.upper() if self.upper else word
        return word.zfill(self.digits) if self.digits and re.fullmatch("[0-9]+", word) else word


class Duration(Part):
    """A time between two dates of a row: from one to the earliest event, else to where the subject is censored."""

    origin: Word = Field(alias="from", description="the column of the date from which the time counts")
    to: Annotated[Words, Field(min_length=1)] = Field(
        description="a list of columns with dates: those of events, and at last the one of censoring"
    )


class Made(Part):
    """A text made of others: of columns in braces, or of what a pattern finds in one column."""

    column: Word = Field(description="the column in which the pattern is sought")
    pattern: Pattern = Field(description="a pattern; its first bracket, or all that it finds, is the value")


class Stack(Part):
    """Several columns put below one another: a row for each of them that has a value."""

    to: Word = Field(description="the column that takes the values, such as AVAL")
    columns: dict[Word, Names] = Field({}, description="a column of the file: {column: what its rows have there}")
    pattern: Pattern | None = Field(None, description="a pattern of their names, with (?P<AVISIT>…) and the like")

    @model_validator(mode="after")
    def _one(self):
        if bool(self.columns) == bool(self.pattern):
            raise ValueError("either columns or pattern", "columns")
        return self


class Source(Part):
    """Where the rows of a table come from, and how a home-made file is translated."""

    file: InFolder = Field(description="the name of a file or folder beside study.yml")
    sheet: Word | None = Field(None, description="the name of a sheet of an XLSX file")
    header_row: Annotated[int, Field(ge=1)] | None = Field(None, description="the number of the row with the names")
    range: Annotated[Word, AfterValidator(_range)] | None = Field(
        None, description="the cells of one table where several stand in a sheet, such as A2:L14"
    )
    fill_down: Words | None = Field(None, description="a list of columns whose blank cells repeat the cell above")
    columns: dict[str, Word] = Field({}, description="ADaM name: the file's own column name")
    durations: dict[str, Duration] = Field({}, description="AVAL: {from: a date, to: [dates of events, of censoring]}")
    date_order: Literal["YMD", "DMY", "MDY"] | None = Field(None, description="YMD, DMY or MDY, as dates are written")
    derived: dict[str, Word | Made] = Field({}, description='column: "{SITEID}-{SUBJID}", or {column, pattern}')
    stack: Stack | None = Field(None, description="{to: AVAL, columns: {a column: {AVISIT: …}}} or {to, pattern}")
    values: dict[str, WordMap] = Field({}, description="column: {the file's value: the value it stands for}")
    units: dict[str, dict[Word, float]] = Field({}, description='column: the unit behind its numbers, or {"%": 0.01}')
    constants: Names = Field({}, description="column: the one value that all rows of this file have")
    decimal: Literal[".", ","] | None = Field(None, description='"." or "," (default: told from the file)')
    where: Where = Field({}, description="column: the value or values of the rows that are read")
    without: Where = Field({}, description="column: the value or values of rows that are left out")
    ignore: Word | dict[str, Word] | None = Field(
        None, description="a pattern of rows to leave out by their name, or column: pattern"
    )
    distinct: Truth = Field(False, description="true where rows that are the same in all declared columns count once")
    own: Truth = Field(False, description="true for a table of the study's own, under a name of its own")
    layout: Word | None = Field(None, description="the name of a foreign layout, read by the section that knows it")
    parameters: dict[str, Any] = Field({}, description="what the reader of that layout needs")
    ids: Ids | None = Field(None, description="{remove, upper, digits}; mostly given once, beside tables:")

    _own_units = field_validator("units", mode="before")(_units)

    @model_validator(mode="before")
    @classmethod
    def _spelt_durations(cls, given):
        """Take `AVAL: {from, to}` out of `columns`, where a person writes it."""
        columns = given.get("columns") if isinstance(given, dict) else None
        if not isinstance(columns, dict) or not any(isinstance(own, dict) for own in columns.values()):
            return given
        names = {adam: own for adam, own in columns.items() if not isinstance(own, dict)}
        spans = {adam: own for adam, own in columns.items() if isinstance(own, dict)}
        return given | {"columns": names, "durations": spans | (given.get("durations") or {})}

    @property
    def bounds(self):
        """The range as first row and column, last row and column, counted from 1; None: open, () without a range."""
        left, top, right, bottom = RANGE.fullmatch(self.range).groups() if self.range else [None] * 4
        return (int(top), _column(left), int(bottom) if bottom else None, _column(right)) if top else ()

    @field_validator("parameters", "ignore")
    @classmethod
    def _patterns(cls, given, info):
        patterns = {"": given} if isinstance(given, str) else given or {}
        for key in patterns if info.field_name == "ignore" else ("sample", "subject", "blank"):
            try:
                re.compile(str(patterns.get(key) or ""))
            except re.error as error:
                raise ValueError(f"a regular expression ({error})", *filter(None, [key])) from None
        return given
