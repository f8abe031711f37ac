"""Rows that meet a condition, and the level of a grouping that each row stands for."""

import re

import numpy as np
import pandas as pd

from analysis.study.text import as_text


def words(values):
    """The values of a column as text, whole numbers without a point, missing as NaN."""
    return values if values.dtype == object else values.map(as_text, na_action="ignore").astype(object)


def matching(frame, where):
    """The rows whose columns hold one of the values asked for."""
    for column, values in where.items():
        frame = frame[words(frame[column]).isin(values)]
    return frame


def levels(grouping, frame):
    """The level of each row that `where` admits; words that are no level stay as they are, for the check to find."""
    rows = matching(frame, grouping.where)
    if grouping.cut:
        values = pd.to_numeric(rows[grouping.column], errors="coerce").astype(float)
        place = np.searchsorted(grouping.cut, values, side="right")
        found = pd.Series(np.array(grouping.levels, dtype=object)[np.minimum(place, len(grouping.cut))], rows.index)
        return found.where(values.notna())
    found = words(rows[grouping.column])
    return found.map(lambda word: grouping.values.get(word, word), na_action="ignore")


def of_subjects(grouping, frame):
    """The rows that stand for a level: USUBJID and level."""
    return pd.DataFrame({"USUBJID": frame["USUBJID"], "level": levels(grouping, frame)}).dropna()


def in_folder(subjects, folder):
    """The subjects whose USUBJID stands, between other signs, in the name of a file or folder inside `folder`."""
    names = [str(path.relative_to(folder)) for path in folder.rglob("*")]
    patterns = [re.compile(rf"(?<![A-Za-z0-9]){re.escape(subject)}(?![A-Za-z0-9])") for subject in subjects]
    return subjects[[any(map(pattern.search, names)) for pattern in patterns]]
