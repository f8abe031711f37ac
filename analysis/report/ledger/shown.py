"""The ledger's page: each published number beside the recomputed one, its verdict, and the paper's inconsistencies."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd
import yaml

from analysis import vocabulary
from analysis.figures import numbers
from analysis.report import ledger as published
from analysis.report.words import readable
from analysis.study import text

INCONSISTENCIES, BASELINE = "inconsistencies.yml", "published_baseline.csv"


class Ledger(NamedTuple):
    """What a report says of published numbers: verdicts, their summary, the printed rows, the inconsistencies."""

    verdicts: pd.DataFrame
    summary: str
    rows: list
    statements: list
    inconsistencies: list


class WorseError(RuntimeError):
    """Published numbers that are reproduced less well than recorded."""


def ledger(study, results):
    """The ledger of a study against its results, or None where the study declares no published numbers."""
    if not study.has("published"):
        return None
    verdicts = published.verdicts(text.read(study.path("published")), results)
    prints = verdicts[list(published.PARTS)].ne("").any(axis=1)
    return Ledger(
        verdicts,
        published.summary(verdicts).sentence,
        [_row(row) for row in verdicts[prints].to_dict("records")],
        [_row(row) for row in verdicts[~prints].to_dict("records")],
        _inconsistencies(Path(study.folder) / INCONSISTENCIES, verdicts),
    )


def check(study, verdicts):
    """Raise WorseError when a verdict is worse than the study's published_baseline.csv records."""
    recorded = pd.read_csv(Path(study.folder) / BASELINE, dtype=str, keep_default_na=False)
    found = published.worse(verdicts, recorded)
    if len(found):
        lines = [f"{row.id}: {row.verdict}, recorded as {row.recorded} ({row.why})" for row in found.itertuples()]
        raise WorseError(f"{len(found)} published numbers are reproduced less well:\n  " + "\n  ".join(lines))


def _inconsistencies(path, verdicts):
    if not path.exists():
        return []
    return published.inconsistencies(yaml.safe_load(path.read_text()), verdicts).to_dict("records")


def _row(row):
    return {
        "id": row["id"],
        "place": row["place"],
        "statement": row["statement"],
        "printed": printed(row),
        "recomputed": _recomputed(row),
        "practice": _practice(row),
        "verdict": row["verdict"],
        "css": row["verdict"].split()[0],
        "why": row["why"],
        "method": row["method"],
        "note": row["note"],
    }


def printed(row):
    """A published number of the ledger as one text: value, limits, P value and the counts behind it."""
    relation = row["relation"] if row["relation"] not in ("", "=") else ""
    text = f"{row['value']}"
    if row["conf_low"] or row["conf_high"]:
        text += f" ({row['conf_low']}–{row['conf_high']})"
    if row["p_value"]:
        text += f" P {relation or '='} {row['p_value']}"
    return f"{text} {_of_how_many(row)}".strip()


def _of_how_many(row):
    """The printed counts behind a number, unless the number is their ratio itself."""
    if not row["n"] or row["value"] == f"{row['n_event']}/{row['n']}":
        return ""
    return f"({row['n_event']} of {row['n']})" if row["n_event"] else f"(n = {row['n']})"


def _recomputed(row):
    return _estimate(row, "recomputed", row["recomputed_p_value"]) or row["recomputed_note"]


def _practice(row):
    text = _estimate(row, "practice", row["practice_p_value"])
    if not text:
        return ""
    method = row["practice_method"].replace("; ", ", ")
    test = row["practice_test"]
    beside = f"; {test.replace('; ', ', ')} {numbers.p_words(row['practice_test_p_value'])}" if test else ""
    guard = _estimate(row, "guard", row["guard_p_value"])
    allowed = f"; allowing for the time before the group was known: {guard}" if guard else ""
    return f"{text} ({method}{beside}){allowed}"


def _estimate(row, name, p_value):
    values = [row[name], row[f"{name}_low"], row[f"{name}_high"]]
    if all(map(numbers.absent, [*values, p_value])):
        return ""
    write, decimals = readable.writer_of(row), 0 if vocabulary.estimand(row["estimand"]).kind == "whole" else 2
    text = "" if all(map(numbers.absent, values)) else numbers.estimate_ci(*values, decimals, write=write)
    return text if numbers.absent(p_value) else f"{text} {numbers.p_words(p_value)}".strip()
