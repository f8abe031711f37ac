"""Verdicts: the ledger of printed numbers beside the recomputed ones, part by part, and against recorded verdicts."""

from collections import namedtuple

import pandas as pd

from analysis import vocabulary
from analysis.report.ledger.entries import (
    DECIMAL,
    DIFFERS,
    NEAR,
    PARTS,
    REPRODUCED,
    agreement,
    checked,
    printed_part,
    tolerance_of,  # fmt: skip
)
from analysis.report.ledger.match import ESTIMATES, good_practice, joined, named, result_rows

CONFLICT, NOT_RECOMPUTABLE = "conflict", "not recomputable"
VERDICTS = [REPRODUCED, NEAR, CONFLICT, DIFFERS, NOT_RECOMPUTABLE]  # best to worst
NO_ROW, GONE = "no result row with these keys", "no longer in the ledger"
OUTPUT = [
    "verdict", "why", "difference",
    *(f"recomputed{part}" for part in ("", "_low", "_high", "_p_value", "_n", "_n_event", "_note")),
    *(f"practice{part}" for part in ("_method", "", "_low", "_high", "_p_value", "_test", "_test_p_value")),
    *(f"guard{part}" for part in ("_method", "", "_low", "_high", "_p_value"))]  # fmt: skip
FURTHER = {
    False: "{} further statement (a definition, a figure or a claim without a number) is listed with its reason.",
    True: "{} further statements (definitions, figures, claims without a number) are listed with their reasons.",
}


class Summary(namedtuple("Summary", "counts statements sentence")):
    """Rows per verdict (printed numbers only), the number of further statements, and one sentence."""


def verdicts(published, results):
    """The ledger with a verdict on every row: what the paper printed beside what the results say.

    `published`: a row per printed number set with REQUIRED columns, its parts as text, as "0.80" has its decimals, and
    blank where nothing is printed; OPTIONAL: relation, tolerance, conflict (ledger ids that contradict the row), reason
    (why no result can exist), note, <part>_decimals. `results`: vocabulary.RESULT_COLUMNS. A row joins the result whose
    key columns are all equal, blank ones too. Row order is kept, the ledger's columns come first.
    Added: verdict, why, difference (of the parts not reproduced); recomputed_* (what the joined result says);
    practice_* and guard_* (see `good_practice`). All but the texts are numbers, NaN where blank.
    PublishedError lists duplicate ids, unreadable parts, and ids whose keys fit several different results.
    """
    ledger = checked(published.drop(columns=[c for c in OUTPUT if c in published]))
    rows = result_rows(results)
    found = joined(ledger, rows)
    judged = [_judged(ledger.loc[i], found.loc[i]) for i in ledger.index]
    judged = pd.DataFrame(judged, index=ledger.index, columns=["verdict", "why", "difference"])
    recomputed = named(found[[*ESTIMATES, "note_result"]], "recomputed")
    return pd.concat([ledger, judged, recomputed, good_practice(ledger, rows)], axis=1)[[*ledger.columns, *OUTPUT]]


def printing(verdicts):
    """Whether each row of verdicts prints a number; the others are statements."""
    return verdicts[list(PARTS)].fillna("").ne("").any(axis=1)


def summary(verdicts):
    """Counts of the verdicts over the rows that print a number, and one sentence for the first page."""
    prints = printing(verdicts)
    counts = verdicts.loc[prints, "verdict"].value_counts().reindex(VERDICTS, fill_value=0).astype(int).to_dict()
    total, further = int(prints.sum()), int((~prints).sum())
    said = ", ".join(f"{n} {verdict}" for verdict, n in counts.items() if n)
    sentence = f"Of {total} published numbers: {said}." if total else "The ledger prints no number."
    return Summary(counts, further, f"{sentence} {FURTHER[further > 1].format(further)}" if further else sentence)


def baseline(verdicts):
    """The verdicts to record: one row per ledger id with its verdict, in order of id."""
    return verdicts[["id", "verdict"]].sort_values("id", ignore_index=True)


def worse(verdicts, recorded):
    """The rows with a verdict worse than recorded: id, recorded, verdict, why; ValueError for no verdict recorded.

    A recorded id that has left the ledger is worse too; an id that was never recorded is not.
    """
    unknown = sorted(set(recorded["verdict"]) - set(VERDICTS))
    if unknown:
        raise ValueError(f"recorded verdict '{unknown[0]}' is none of {', '.join(VERDICTS)}")
    both = recorded.rename(columns={"verdict": "recorded"}).merge(verdicts[["id", "verdict", "why"]], "left", on="id")
    rank = {verdict: order for order, verdict in enumerate(VERDICTS)}
    now, lost = both["verdict"].map(rank).fillna(len(rank)), both["verdict"].isna()
    both = both.assign(verdict=both["verdict"].mask(lost, NOT_RECOMPUTABLE), why=both["why"].mask(lost, GONE))
    return both[now > both["recorded"].map(rank)].reset_index(drop=True)


def _judged(row, found):
    """Verdict, its reason, and the differences of one ledger row."""
    printed = {part: p for part in PARTS if (p := printed_part(row, part)) is not None}
    if not (found["found"] and printed):
        why = "no number is printed" if found["found"] else NO_ROW
        return NOT_RECOMPUTABLE, row["reason"] or why, ""
    levels = {part: _agreement(row, part, p, found) for part, p in printed.items()}
    worst = max(levels.values(), key=VERDICTS.index)
    off = "; ".join(_difference(row, part, found) for part, level in levels.items() if level != REPRODUCED)
    if worst == DIFFERS and row["conflict"]:
        return CONFLICT, f"cannot hold together with {row['conflict']}", off
    return worst, off, off


def _agreement(row, part, printed, found):
    counted = part == "value" and vocabulary.estimand(row["estimand"]).kind == "whole"
    whole = counted or part in {"n", "n_event"}  # near is not good enough
    tolerance = tolerance_of("0" if whole and not (part == "value" and row["tolerance"]) else row["tolerance"])
    return agreement(printed, _recomputed(row, part, found), tolerance=tolerance, reason=found["reason_result"])


def _recomputed(row, part, found):
    """The recomputed part in the unit of the printed one: a percent is printed against shares and percents alike."""
    percent = row[part].endswith("%") and found["unit_result"].startswith("percent")
    return found[PARTS[part]] / 100 if percent else found[PARTS[part]]


def _difference(row, part, found):
    """One unreproduced part in words: what is printed and what was recomputed."""
    number = _recomputed(row, part, found)
    shown = (found["note_result"] or "nothing") if pd.isna(number) else f"{number:.4g}"
    if row[part].endswith("%") and not pd.isna(number):
        shown = f"{100 * number:.4g}%"
    sign = row["relation"] if part in DECIMAL and row["relation"] != "=" else ""
    return f"{part.replace('_', ' ')} {shown} for printed {sign}{row[part]}"
