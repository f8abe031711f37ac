"""The data as received: what was read of each table, what was left out and why, how it was written and translated."""

from typing import NamedTuple

import pandas as pd

COLUMNS = [
    "table", "files", "written", "n_read", "n_left_out", "why", "n_used", "n_subjects", "n_absent", "first", "last",
    "translated"]  # fmt: skip
BY_READER = "read by its own reader"


class Check(NamedTuple):
    """What must hold of a table, in how many rows or subjects it was looked at, how many are against it, and notes."""

    what: str
    table: str
    n: int
    n_against: int
    notes: tuple = ()


class Received(NamedTuple):
    """`tables`: a frame of COLUMNS, a row a declared table; `checks`: a frame of check, table, n, n_against, notes.

    `unused`: what is not used, and columns that are not there, see `unread`.
    """

    tables: pd.DataFrame
    checks: pd.DataFrame
    unused: pd.DataFrame


def check(what, table, n, n_against, *notes):
    """The Check of these facts; notes are kept where something is against it."""
    return Check(what, table, int(n), int(n_against), notes if n_against else ())


def place(raw, rows):
    """Where the first of some rows of a RawTable stands, `adae.csv, line 3`; nothing where there is none."""
    return ", ".join(raw.places[rows[0]]) if len(rows) else ""


def of(study, raws, derived, looked, unused):
    """The Received of a Study.

    raws: its RawTables; derived: the notes of what was filled in; looked: the Checks (see `agreement`); unused: of
    `unread`. n_absent counts
    the subjects of adsl without a row; first and last are the earliest and the latest date of any column (dates alone);
    n_read and what follows from it are missing for a table that its own reader opens.
    """
    rows = [_row(study, name, sources, raws.get(name), derived) for name, sources in study.declaration.tables.items()]
    checks = [(*found[:4], " ".join(f"{note}." for note in found.notes)) for found in looked]
    columns = ["check", "table", "n", "n_against", "notes"]
    return Received(pd.DataFrame(rows, columns=COLUMNS), pd.DataFrame(checks, columns=columns), unused)


def _row(study, name, sources, raw, derived):
    files = ", ".join(dict.fromkeys(one.file for one in sources))
    translated = "; ".join([*_declared(sources), *_derived((name, files), derived)])
    told = {"table": name, "files": files, "translated": translated}
    return told | ({"why": BY_READER} if raw is None else _read(study, study.frames[name], raw))


def _read(study, frame, raw):
    left, dates = len(raw.left_out), frame.select_dtypes("datetime").stack()
    return {
        "written": "; ".join(dict.fromkeys(raw.laid_out)), "n_read": len(frame) + left, "n_left_out": left,
        "why": f"left out: named by {', '.join(dict.fromkeys(raw.left_out['by']))}" if left else "",
        "n_used": len(frame),
        "n_subjects": frame["USUBJID"].nunique(), "n_absent": int((~study.subjects.isin(frame["USUBJID"])).sum()),
        "first": _iso(dates.min()), "last": _iso(dates.max())}  # fmt: skip


def _declared(sources):
    """What study.yml has translated, in words."""
    for source in sources:
        yield from (f"{adam} is “{own}”" for adam, own in source.columns.items() if adam != own)
        for column, words in source.values.items():
            yield f"{column}: " + ", ".join(f"“{own}” as {ours or 'missing'}" for own, ours in words.items())
        yield from (f"{column} is {value} in every row" for column, value in source.constants.items())


def _derived(beginnings, derived):
    """The notes of what a table lacked and others told, without their beginning."""
    for note in derived:
        beginning, _, words = note.partition(": ")
        if beginning in beginnings:
            yield words


def _iso(day):
    return "" if pd.isna(day) else day.date().isoformat()
