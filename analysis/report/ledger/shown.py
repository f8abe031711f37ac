"""The ledger's page: each published number beside the recomputed one, its verdict, and the paper's inconsistencies."""

from collections import namedtuple
from pathlib import Path

import pandas as pd
import yaml

from analysis import vocabulary
from analysis.figures import numbers
from analysis.report import ledger as published
from analysis.report.words import readable
from analysis.study import text

INCONSISTENCIES, BASELINE = "inconsistencies.yml", "published_baseline.csv"

GUARDED = "counted from the day the groups were known"
# Why another method is good practice, by the method of the print.
OTHERWISE = {
    vocabulary.KM_SPSS: "midpoint rule and log-log limits",
    vocabulary.TIME_TO_CUTOFF: "reverse Kaplan-Meier: the dead are not followed to the cutoff",
}


class Ledger(namedtuple("Ledger", "verdicts summary rows statements inconsistencies")):
    """What a report says of published numbers: verdicts, their summary, the printed rows, the inconsistencies."""


class WorseError(RuntimeError):
    """Published numbers that are reproduced less well than recorded."""


def ledger(study, results):
    """The ledger of a study against its results, or None where the study declares no published numbers."""
    if not study.has("published"):
        return None
    verdicts = published.verdicts(text.read(study.path("published")), results)
    prints = published.printing(verdicts)
    parts = [[_row(row) for row in part.to_dict("records")] for part in (verdicts[prints], verdicts[~prints])]
    path = Path(study.folder) / INCONSISTENCIES
    declared = yaml.safe_load(path.read_text()) if path.exists() else []
    found = published.inconsistencies(declared, verdicts).to_dict("records")
    return Ledger(verdicts, published.summary(verdicts).sentence, *parts, found)


def check(study, verdicts):
    """Raise WorseError when a verdict is worse than the study's published_baseline.csv records."""
    recorded = pd.read_csv(Path(study.folder) / BASELINE, dtype=str, keep_default_na=False)
    found = published.worse(verdicts, recorded)
    if len(found):
        lines = [f"{row.id}: {row.verdict}, recorded as {row.recorded} ({row.why})" for row in found.itertuples()]
        raise WorseError(f"{len(found)} published numbers are reproduced less well:\n  " + "\n  ".join(lines))


def _row(row):
    own = {name: row[name] for name in ("id", "place", "statement", "verdict", "why", "method", "note", "headline")}
    recomputed = _estimate(row, "recomputed") or row["recomputed_note"]
    again, guard, practice = (_estimate(row, name, p=False) for name in ("recomputed", "guard", "practice"))
    best = guard or practice
    reason = _reason(row) if best != again else ""
    shown = {"printed": printed(row), "recomputed": recomputed, "practice": _practice(row)}
    return own | shown | {"again": again, "best": best, "reason": reason}


def printed(row):
    """A published number of the ledger as one text: value, limits, P value and the counts behind it."""
    limits = f" ({row['conf_low']}–{row['conf_high']})" if row["conf_low"] or row["conf_high"] else ""
    p_value = f" P {row['relation'] or '='} {row['p_value']}" if row["p_value"] else ""
    ratio = row["value"] == f"{row['n_event']}/{row['n']}"  # of the counts themselves
    counts = f" ({row['n_event']} of {row['n']})" if row["n_event"] else f" (n = {row['n']})"
    return f"{row['value']}{limits}{p_value}{counts if row['n'] and not ratio else ''}".strip()


def _practice(row):
    text = _estimate(row, "practice")
    if not text:
        return ""
    method, test = (row[name].replace("; ", ", ") for name in ("practice_method", "practice_test"))
    beside = f"; {test} {numbers.p_words(row['practice_test_p_value'])}" if test else ""
    guard = _estimate(row, "guard")
    allowed = f"; allowing for the time before the group was known: {guard}" if guard else ""
    return f"{text} ({method}{beside}){allowed}"


def _reason(row):
    """Why good practice gives another number than the method of the print."""
    if _estimate(row, "guard"):
        return GUARDED
    return OTHERWISE.get(row["method"], "" if row["method"] == row["practice_method"] else row["practice_method"])


def _estimate(row, name, *, p=True):
    *values, p_value = (row[f"{name}{part}"] for part in ("", "_low", "_high", "_p_value"))
    if all(map(numbers.absent, [*values, p_value])):
        return ""
    kind = vocabulary.estimand(row["estimand"]).kind
    write, decimals = readable.writer_of(row), 0 if kind == "whole" else 1 if kind == "share" and not p else 2
    text = "" if all(map(numbers.absent, values)) else numbers.estimate_ci(*values, decimals, write=write)
    return text if numbers.absent(p_value) or not p else f"{text} {numbers.p_words(p_value)}".strip()
