"""The part "The data as received": what was read of each table, and what was looked at between the tables."""

from pathlib import Path

import yaml

from analysis.figures import numbers
from analysis.report import blocks
from analysis.report.blocks import Heading, Prose, Table, column

FILES = {
    "data_received": "Tables",
    "data_checks": "Checks",
    "data_unused": "Not used",
}  # of its tables, as CSV in the report's folder `tables`
WORDS = yaml.safe_load((Path(__file__).parent / "words" / "received.yml").read_text())


def files(study):
    """The CSV of each table of the part, {file: bytes}."""
    return {f"{name}.csv": blocks.csv(table) for name, table in zip(FILES, study.received, strict=True)}


def shown(study):
    """The blocks of the part for a study that `cohort.read` has read; checks of a kind stand in one row."""
    tables, checks, unused = study.received
    refused = WORDS["refused"].format(study.data_cutoff or "not stated")
    return [Heading(1, "The data as received", "received-title"), Prose(WORDS["received"]),
            _table("data_received", _tables(tables)), *_noted(study), Heading(2, "Do the tables agree?", "agree"),
            Prose(refused), _table("data_checks", _checks(checks)),
            *([_table("data_unused", _unused(unused))] if len(unused) else [])]  # fmt: skip


def _noted(study):
    """The notes of a study that no table of the part holds."""
    texts = " ".join(text for table in study.received for text in table.select_dtypes("object").stack() if text)
    others = [note for note in study.notes if note not in texts and note.partition(": ")[2] not in texts]
    return [Prose("\n".join(["Noted besides:\n", *(f"- {note}." for note in others)]))] if others else []


def _table(name, columns):
    return Table(name, FILES[name], "", columns, f"{name}-table", links=[["CSV", f"tables/{name}.csv"]],
                 layer="appendix")  # fmt: skip


def _tables(tables):
    counts = {name: [numbers.number(n, 0) for n in tables[name]] for name in tables if name.startswith("n_")}
    dates = [" to ".join(dict.fromkeys(pair)) if all(map(bool, pair)) else "" for pair in
             tables[["first", "last"]].fillna("").itertuples(index=False)]  # fmt: skip
    return [
        column("Table", tables["table"], kind=blocks.CODE, aside=list(tables["files"])),
        column("Rows read", counts["n_read"]), column("Left out", counts["n_left_out"]),
        column("Used", counts["n_used"]), column("Subjects", counts["n_subjects"]),
        column("Without a row", counts["n_absent"]), column("Dates", dates),
        column("Remarks", _remarks(tables))]  # fmt: skip


def _unused(unused):
    heads = {"where": "File or table", "what": "Read but", "names": "Which"}
    return [column(head, unused[name]) for name, head in heads.items()]


def _remarks(tables):
    given = tables[["written", "why", "translated"]].fillna("").itertuples(index=False)
    return ["; ".join(filter(None, row)) for row in given]


def _checks(checks):
    held = checks.groupby("check", sort=False).agg(
        {"table": ", ".join, "n": "sum", "n_against": "sum", "notes": lambda notes: " ".join(filter(None, notes))}
    )
    what = [name[0].upper() + name[1:] for name in held.index]
    return [column("Check", what, aside=list(held["table"])), column("Looked at", held["n"]),
            column("Against it", held["n_against"]), column("Which", held["notes"])]  # fmt: skip
