"""The cells of one declared table, from one file or several, in ADaM names."""

import pandas as pd

from analysis.study import text
from analysis.study.problems import Problem, near
from analysis.study.tables import SCHEMAS, Sheet
from analysis.study.tables.check import kind


def sheet(folder, name, sources):
    """The Sheet of a table (None when no file could be read) and the problems met on the way."""
    parts, problems = [], []
    for number, source in enumerate(sources):
        try:
            cells = text.read(folder / source.file, sheet=source.sheet)
        except text.Unreadable as error:
            problems += [_named(problem, source.file) for problem in error.problems]
            continue
        place = f"tables.{name}" + (f".{number}" if len(sources) > 1 else "")
        problems += _mapping_problems(cells, source, place)
        places = [(source.file, f"{cells.index.name} {row}") for row in cells.index]
        parts.append((_translated(name, cells, source).reset_index(drop=True), places, source))
    if not parts:
        return None, problems
    cells = pd.concat([part for part, _, _ in parts], ignore_index=True).fillna("")
    spelling = {adam: own for _, _, source in parts for adam, own in source.columns.items()}
    where = [place for _, places, _ in parts for place in places]
    return Sheet(cells, where, spelling, tuple(source.file for _, _, source in parts)), problems


def _named(problem, file):
    return Problem(file, problem.row, problem.column, problem.value, problem.expected)


def _translated(name, cells, source):
    """The cells under ADaM names, with the declared words, constants and decimal mark."""
    own = {text.digestible(given): adam for adam, given in source.columns.items()}
    cells = cells.rename(columns=own)
    cells = cells.loc[:, ~cells.columns.duplicated()]
    for column, words in source.values.items():
        if column in cells:
            cells[column] = cells[column].map(lambda cell, words=words: words.get(cell, cell) or "")
    for column, value in source.constants.items():
        cells[column] = value
    if source.decimal == ",":
        for column in cells:
            if kind(SCHEMAS[name], column) in ("number", "whole"):
                cells[column] = cells[column].str.replace(",", ".", n=1, regex=False)
    return cells


def _mapping_problems(cells, source, place):
    """Problems of columns:, values: and constants: that do not fit the file."""
    for adam, given in source.columns.items():
        if text.digestible(given) not in cells:
            expected = f"a column of {source.file}; {near(given, cells.columns)}"
            yield Problem("study.yml", "", f"{place}.columns.{adam}", given, expected)
        elif adam in cells and text.digestible(given) != adam and adam not in source.columns.values():
            yield Problem("study.yml", "", f"{place}.columns.{adam}", given, f"{source.file} without a column {adam}")
    known = {*cells.columns, *source.columns}
    for column in source.values:
        if column not in known:
            expected = f"a column of {source.file}; {near(column, sorted(known))}"
            yield Problem("study.yml", "", f"{place}.values", column, expected)
    for column in source.constants:
        if column in known:
            yield Problem("study.yml", "", f"{place}.constants", column, f"a column that {source.file} lacks")
