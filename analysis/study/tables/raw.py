"""The rows of a declared table as text, from one file or several, in ADaM names, each with its place."""

import re
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pandas as pd
import yaml

from analysis.study import text
from analysis.study.problems import Problem, Unreadable, near
from analysis.study.tables.shaped import LEFT_OUT, Shaped, made, worded

SPELLINGS = yaml.safe_load(Path(__file__).with_name("spellings.yml").read_text(encoding="utf-8"))  # of instruments
DECIMALS = {".": "point", ",": "comma"}
SHOWN = 5  # names of rows spelt out in a note


@dataclass
class RawTable:
    """The cells of one table as text, in ADaM names, and where each row came from.

    `cells` has rows 0…n-1; `places` one (file, "line 4") per row; `marks` the decimal mark of each row's file;
    `spelling` the file's own name of a mapped column; `files` the files read; `left_out` the rows that study.yml leaves
    out, as `cells`, with `file`, `name` and `by` (the key that does it); `searched` the files that `ignore` speaks of;
    `laid_out` how each file was told to be written, in words; `said` what was done to its rows, in sentences.
    """

    cells: pd.DataFrame
    places: list
    spelling: dict = field(default_factory=dict)
    files: tuple = ()
    marks: list | str = "."
    left_out: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=LEFT_OUT))
    searched: tuple = ()
    laid_out: tuple = ()
    said: tuple = ()

    @property
    def notes(self):
        """A sentence on each thing done to a file's rows, and on those that `ignore` leaves out."""
        yield from self.said
        for file in self.searched:
            mine = (self.left_out["file"] == file) & (self.left_out["by"] == "ignore")
            names = self.left_out.loc[mine, "name"].tolist()
            told = ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
            yield f"{file}: {len(names)} rows left out, as `ignore` says{': ' if names else ''}{told}"

    def problem(self, row, column, expected, value=...):
        """The problem of one cell, its value as the file has it unless another is given."""
        file, place = self.places[row]
        value = self.cells[column].iat[row] if value is ... else value
        return Problem(file, place, self.name(column), value, expected)

    def problems(self, rows, column, expected):
        """The same problem of several rows, given as a mask or as row numbers."""
        return [self.problem(row, column, expected) for row in (self.cells.index[rows] if len(rows) else ())]

    def name(self, column):
        """A column as the user knows it: the ADaM name, with the file's own in brackets where it was mapped."""
        own = self.spelling.get(column, column)
        return f"column {column}" + (f" ({own})" if own != column else "")

    def expectation(self, row, column, expected):
        """What was expected of a cell that is no number; see `text.expectation`."""
        mark = self.marks if isinstance(self.marks, str) else self.marks[row]
        return text.expectation(expected, self.cells[column].iat[row], mark)


def no_column(_):
    """No column is meant."""
    return False


def read(folder, name, sources, *, known, numeric, dated=no_column, named=None, later=(), nameless=""):
    """The RawTable of a table (None when no file could be read) and the problems met on the way.

    known: whether a list of ADaM names is the header; numeric, dated: whether a column holds numbers, dates; named:
    which of the columns names a row, for `ignore` (default: USUBJID); later: columns that its reader makes, so that
    `values` may speak of them; nameless: as in `text.read`.
    """
    parts, problems = [], []
    for number, source in enumerate(sources):
        own = {text.digestible(given): adam for adam, given in source.columns.items()}
        try:
            cells = text.read(
                folder / source.file, sheet=source.sheet, nameless=nameless, decimal=source.decimal,
                header=source.header_row, bounds=source.bounds, known=partial(_header, known, own))  # fmt: skip
        except Unreadable as error:
            problems += [replace(problem, file=source.file) for problem in error.problems]
            continue
        place = f"tables.{name}" + (f".{number}" if len(sources) > 1 else "")
        problems += _mapping_problems(cells, source, place, later)
        shaped = Shaped(cells, source, place, dated).done()
        part, unknown = _without_ignored(_part(shaped, source, numeric), source, place, named)
        problems += [*shaped.problems, *unknown]
        parts.append(part)
    return (joined(parts) if parts else None), problems


def joined(parts):
    """One RawTable of several, in their order; columns that some lack are blank there."""
    cells = pd.concat([part.cells for part in parts], ignore_index=True).fillna("")
    spelling = {adam: own for part in parts for adam, own in part.spelling.items()}
    places, marks = ([item for part in parts for item in getattr(part, name)] for name in ("places", "marks"))
    files = tuple(dict.fromkeys(file for part in parts for file in part.files))
    left = pd.concat([part.left_out for part in parts])
    several = ("searched", "laid_out", "said")
    searched, laid_out, said = (tuple(one for part in parts for one in getattr(part, name)) for name in several)
    return RawTable(cells, places, spelling, files, marks, left, searched, laid_out, said)


def keyed(raw, names, source, columns):
    """The `columns` of each row: the file's own, or what the pattern `sample` finds in the column `names`; else ""."""
    found = [re.search(str(source.parameters.get("sample") or "(?!)"), name) for name in raw.cells[names]]
    told = pd.DataFrame([match.groupdict("") if match else {} for match in found], index=raw.cells.index)
    if source.ids and "USUBJID" in told:
        told["USUBJID"] = told["USUBJID"].map(source.ids.written)
    told = worded(told, source.values).reindex(columns=columns).fillna("")
    return told.assign(**{name: raw.cells[name] for name in columns if name in raw.cells})


def _header(known, own, names):
    """Whether a row is the header: as `known` says, or all the names that study.yml maps, two or more, stand in it."""
    return known([own.get(name, name) for name in names]) or (len(own) > 1 and set(own) <= set(names))


def _part(shaped, source, numeric):
    """One file's RawTable."""
    places, cells = [(source.file, row) for row in shaped.cells.index], shaped.cells.reset_index(drop=True)
    mark = text.decimal_mark(cells[[column for column in cells if numeric(column)]], source.decimal)
    laid_out, said = (f"{shaped.written}, decimal {DECIMALS[mark]}",), tuple(shaped.said)
    marks, spelling = [mark] * len(cells), dict(source.columns)
    return RawTable(cells, places, spelling, (source.file,), marks, shaped.left_out, (), laid_out, said)


def _without_ignored(part, source, place, named):
    """The RawTable without the rows that `ignore` names, kept in `left_out`; and problems of columns not there."""
    given = source.ignore or {}
    given = {named(part.cells.columns) if named else "USUBJID": given} if isinstance(given, str) else given
    problems = [Problem("study.yml", "", f"{place}.ignore", column, f"a column; {near(column, part.cells.columns)}")
                for column in given if column not in part.cells]  # fmt: skip
    there = {column: re.compile(pattern) for column, pattern in given.items() if column in part.cells}
    if not there:
        return part, problems
    named_by = [next((row[column] for column, pattern in there.items() if pattern.search(row[column])), None)
                for row in part.cells[list(there)].to_dict("records")]  # fmt: skip
    kept = [row for row, name in enumerate(named_by) if name is None]
    left = part.cells.assign(file=source.file, name=named_by, by="ignore").drop(index=kept)
    left = pd.concat([part.left_out, left])
    part.places, part.marks = [part.places[row] for row in kept], [part.marks[row] for row in kept]
    cells = part.cells.iloc[kept].reset_index(drop=True)
    return replace(part, cells=cells, left_out=left, searched=(source.file,)), problems


def _mapping_problems(cells, source, place, later):
    def problem(key, value, expected):
        return Problem("study.yml", "", f"{place}.{key}", value, expected)

    for adam, given in source.columns.items():
        if text.digestible(given) not in cells:
            yield problem(f"columns.{adam}", given, f"a column of {source.file}; {near(given, cells.columns)}")
        elif adam in cells and text.digestible(given) != adam and adam not in source.columns.values():
            yield problem(f"columns.{adam}", given, f"{source.file} without a column {adam}")
    known = {*cells.columns, *source.columns}
    for column in (column for column in source.values if column not in {*known, *later, *made(source)}):
        yield problem("values", column, f"a column of {source.file}; {near(column, sorted(known))}")
    for column in (column for column in source.constants if column in known):
        yield problem("constants", column, f"a column that {source.file} lacks")
