"""The text of one value, a column name as it is compared, and numbers in text: a thousands mark is never guessed."""

import datetime
import re
import unicodedata

import numpy as np
import pandas as pd

# Words that stand for nothing, in the spellings met; "Na" is sodium.
MISSING = frozenset({"", ".", "NA", "na", "N/A", "n/a", "#N/A", "#n/a", "NaN", "nan", "NAN", "NULL", "null", "Null"})
NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
THOUSANDS = r"[+-]?[1-9]\d{0,2}([.,])\d{3}(\1\d{3})*"  # 1,234 or 1.234: a thousand or one
YEAR_FIRST = re.compile(r"^(\d{4})[./年-](\d{1,2})[./月-](\d{1,2})日?(?=$|[T ])")
YEAR_LAST = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?=$|[T ])")
SWAP = str.maketrans(".,", ",.")


def as_text(value, decimal="."):
    """The text of one value: "" for nothing, ISO for dates (the time only when there is one), 12 for 12.0, TRUE."""
    if isinstance(value, bool):
        return str(value).upper()
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value).replace(".", decimal) if isinstance(value, float) else str(value)


def digestible(name):
    """A column name as it is compared: full-width forms made plain, blanks and line breaks made one blank."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", str(name))).strip()


def dates(cells, order=None):
    """The cells with dates as YYYY-MM-DD where the year stands first (2024/3/1, 2024.03.01, 2024年3月1日).

    order: DMY or MDY where dates are written so; without it, 01.03.2024 stays as it is: nobody can tell day and month.
    """
    ordered = {"DMY": "321", "MDY": "312"}.get(order)
    cells = cells.str.replace(YEAR_FIRST, lambda found: _iso(found[1], found[2], found[3]), regex=True)
    if not ordered:
        return cells
    return cells.str.replace(YEAR_LAST, lambda found: _iso(*(found[int(n)] for n in ordered)), regex=True)


def _iso(year, month, day):
    return f"{year}-{month:0>2}-{day:0>2}"


def numbers(cells, mark=".", *, whole=False):
    """The numbers of text cells as float, NaN for every cell that holds none (also a missing word).

    mark: the decimal mark, one for all or one for each cell. With `whole`, 1.234 and 1,234 are none: nobody can tell
    whether a thousand is meant.
    """
    pointed = cells.mask(np.broadcast_to(np.asarray(mark) == ",", len(cells)), cells.str.translate(SWAP))
    fits = pointed.str.fullmatch(NUMBER, na=False)
    fits &= ~(whole & pointed.str.fullmatch(THOUSANDS, na=False))
    # float, not pd.to_numeric, which is off by the last bit for a third of long decimals
    return pointed.where(fits).map(float, na_action="ignore").astype(float)


def decimal_mark(cells, declared=None):
    """The mark of number columns: as declared, else a comma where one is sure (12,5; not 1,234) and no point is."""
    sure = [
        any(cells[name].str.fullmatch(rf"[+-]?\d*{mark}\d+([eE][+-]?\d+)?\s*%?", na=False)
            .where(~cells[name].str.fullmatch(THOUSANDS, na=False), False).any() for name in cells)
        for mark in (",", r"\.")]  # fmt: skip
    return declared or ("," if sure == [True, False] else ".")


def expectation(expected, cell, mark="."):
    """What was expected of a cell that is no number, with how to say it where only its marks are in the way."""
    if re.fullmatch(THOUSANDS, cell):
        digits = re.sub("[.,]", "", cell)
        one = cell.replace(",", ".") if len(digits) <= 6 + (cell[0] in "+-") else None
        readings = f"{one} or {digits}" if one else digits
        return f'{expected}; this may be {readings}: write it without a thousands mark, or declare decimal: "," or "."'
    if re.fullmatch(NUMBER, cell.replace(",", ".", 1)) and "," in cell:
        return f'{expected}, with a decimal point (or decimal: "," in study.yml)'
    unit = re.fullmatch(rf"{NUMBER}\s*([%°]|[^\W\d_]\D*)", cell.replace(",", ".", 1))
    if unit and unit[3] not in "eE":
        return f'{expected}; a unit behind the numbers is declared in study.yml, as units: {{column: "{unit[3]}"}}'
    if mark == "," and re.fullmatch(NUMBER, cell):
        return f'{expected}, with a decimal comma as elsewhere in the file (or decimal: "." in study.yml)'
    return expected
