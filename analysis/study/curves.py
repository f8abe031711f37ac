"""Survival curves of other trials, as read off a published figure or as reconstructed rows."""

import pandas as pd

from analysis.study import inside, readers, text
from analysis.study.problems import Problem, StudyError, Unreadable, stop

TABLE = "curves"  # the files of all comparators, among the tables of a study
POINTS = ("time", "survival")
EXPECTED = {
    "time": "a time of 0 or more, not before that of the row above",
    "survival": "a fraction from 0 to 1, not above that of the row above",
    "n_risk": "a whole number of subjects at risk, or nothing",
    "event": "1 for an event, 0 for censored"}  # fmt: skip


def read(study, file):
    """The rows of a curve's file: `time`, `survival` and `n_risk` (NaN where not printed), or `time` and bool `event`.

    A row with n_risk alone has the survival of the row above. Raises StudyError listing every problem.
    """
    readers.sources(study, TABLE)
    frame, problems = checked(study.folder, file)
    stop(*problems, title=f"{study.id}: a curve cannot be used", error=StudyError)
    return frame


def checked(folder, file):
    """The frame of a curve's file as `read`, None where there is none, and the list of its problems."""
    try:
        cells = text.read(inside.path(file) and folder / file, known=lambda names: "time" in names)
    except Unreadable as error:
        return None, list(error.problems)
    columns = ["time", "event"] if "event" in cells else [*POINTS, "n_risk"]
    lacking = [name for name in columns[:2] if name not in cells]
    if lacking or not len(cells):
        expected = "columns time and survival (n_risk where printed), or time and event, with a row for each"
        return None, [Problem(file, "", ", ".join(lacking), None, expected)]
    cells = cells.reindex(columns=columns, fill_value="")
    frame = pd.DataFrame({name: text.numbers(cells[name], text.decimal_mark(cells)) for name in columns})
    bad = (_bad_rows if "event" in frame else _bad_points)(cells, frame)
    problems = [
        Problem(file, f"{cells.index.name} {row}", name, cells.at[row, name], EXPECTED[name])
        for name, rows in bad.items() for row in cells.index[rows]]  # fmt: skip
    frame = frame.ffill().assign(n_risk=frame["n_risk"]).fillna({"survival": 1.0}) if "n_risk" in frame else frame
    frame = frame.reset_index(drop=True)
    return (frame.astype({"event": bool}) if "event" in frame else frame) if not problems else None, problems


def _bad_rows(cells, frame):
    return {"time": ~(frame["time"] >= 0), "event": ~frame["event"].isin([0, 1])}


def _bad_points(cells, frame):
    """Where a curve is none: by column, which rows."""
    time, survival, n_risk = (frame[name] for name in ("time", *POINTS[1:], "n_risk"))
    alone = (cells["survival"] == "") & n_risk.notna()
    above = survival.ffill().shift(fill_value=1.0).fillna(1.0)
    return {
        "time": ~(time >= time.shift(fill_value=0.0)),
        "survival": ~alone & ~(survival.between(0, 1) & (survival <= above)),
        "n_risk": (cells["n_risk"] != "") & ~((n_risk >= 0) & (n_risk % 1 == 0))}  # fmt: skip
