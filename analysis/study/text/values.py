"""The text of one value, and a column name as it is compared."""

import datetime
import re
import unicodedata

import pandas as pd


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
