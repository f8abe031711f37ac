"""The tables that stand in a folder: each file, or each sheet of a workbook, with its columns and their names."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
import yaml

from analysis.study import text
from analysis.study.problems import StudyError
from analysis.study.tables.words import plain

SPELLINGS = yaml.load(Path(__file__).with_name("spellings.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
READ = (".csv", ".tsv", ".txt", ".tab", ".maf", ".xls", ".xlsx", ".xlsm", ".xpt", ".sas7bdat", ".parquet", ".json",
        ".ndjson")  # fmt: skip
SAVED = {
    ".rds": "R's own format is not read: write.csv() it", ".rda": "R's own format is not read: write.csv() it",
    ".sav": "SPSS's format is not read: save it as CSV", ".dta": "Stata's format is not read: save it as CSV",
    ".doc": "no table", ".docx": "no table", ".pdf": "no table"}  # fmt: skip


@dataclass
class Seen:
    """One table that was found: its place in study.yml's words, and its cells under the file's own names."""

    place: dict
    cells: pd.DataFrame

    @property
    def shown(self):
        """The place in words."""
        return self.place["file"] + (f", sheet {self.place['sheet']}" if "sheet" in self.place else "")

    def own(self, name):
        """The file's own column for one of ours, or nothing."""
        return first(self.cells.columns, SPELLINGS["columns"].get(name, [name]))

    def date(self, name):
        """The file's column of a date, such as `death`, or nothing."""
        return first(self.cells.columns, SPELLINGS["dates"][name])

    def subjects(self):
        """The identifiers of the subjects, as a set."""
        return set(self.cells[self.own("USUBJID")]) - {""} if self.own("USUBJID") else set()

    def words(self, column):
        """The words of a column in order, without blanks."""
        return sorted(set(self.cells[column]) - set(text.MISSING))


def first(columns, spellings):
    """The first spelling that some column has, as the column is written; None where none has."""
    there = {plain(column): column for column in reversed(list(columns))}
    return next((there[plain(one)] for one in spellings if plain(one) in there), None)


@cache
def _known():
    return {plain(one) for own in SPELLINGS["columns"].values() for one in own} | {
        plain(one) for own in SPELLINGS["dates"].values() for one in own
    }


def known(names):
    """Whether a row of names is a header: two or more of them are known ones."""
    return sum(plain(name) in _known() for name in set(names) if name) >= 2


def look(path, name):
    """The Seen of a file (one for each sheet), and sentences on what could not be read."""
    suffix = Path(path.name.lower().removesuffix(".gz")).suffix
    if suffix not in READ:
        return [], [f"{name}: {SAVED[suffix]}"] if suffix in SAVED else []
    seen, said = [], []
    for place in _sheets(path) if suffix in (".xlsx", ".xlsm") else [{}]:
        try:
            seen.append(_table(path, {"file": name} | place))
        except (StudyError, OSError) as error:
            said.append(" ".join(str(error).split()))
    return seen, said


def _sheets(path):
    import openpyxl

    try:
        return [{"sheet": sheet} for sheet in openpyxl.load_workbook(path, read_only=True).sheetnames]
    except Exception:  # whatever a broken archive raises: text.read says what is wrong
        return [{}]


def _table(path, place):
    """The table of a file or sheet; of tables side by side in a sheet, the first."""
    try:
        return Seen(place, text.read(path, sheet=place.get("sheet"), known=known))
    except StudyError:
        if "sheet" not in place or not (found := _block(path, place["sheet"])):
            raise
        top, left, right = found
        cells = text.read(path, sheet=place["sheet"], bounds=(top, left, None, right))
        return Seen(place | {"range": f"{_letters(left)}{top}:{_letters(right)}"}, cells)


def _block(path, sheet):
    """The header row and the first and last column of the first table in a sheet, or nothing."""
    import openpyxl

    for row in openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(max_row=50):
        names = [text.digestible(text.as_text(cell.value)) for cell in row]
        if known(names):
            left = next(n for n, name in enumerate(names) if name)
            right = next((n for n in range(left, len(names)) if not names[n]), len(names))
            return row[0].row, left + 1, right
    return None


def _letters(number):
    from openpyxl.utils import get_column_letter

    return get_column_letter(number)
