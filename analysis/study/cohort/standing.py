"""The rows of a table that meet a condition, and those that stand for a level or a number of a subject."""

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


def standing_for(declared, frame):
    """The index of the rows that give a subject's level or number."""
    if hasattr(declared, "per"):
        return matching(frame, declared.where).dropna(subset=[declared.column]).index
    return of_subjects(declared, frame).index
