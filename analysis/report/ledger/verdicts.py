"""Verdicts: the ledger of printed numbers beside the recomputed ones, part by part."""

import pandas as pd

from analysis import vocabulary
from analysis.report.ledger import good_practice
from analysis.report.ledger.entries import DECIMAL, PARTS, checked, printed_part
from analysis.report.ledger.match import ESTIMATES, joined, result_rows
from analysis.report.ledger.printed import DIFFERS, NEAR, REPRODUCED, agreement, tolerance_of

CONFLICT, NOT_RECOMPUTABLE = "conflict", "not recomputable"
VERDICTS = [REPRODUCED, NEAR, CONFLICT, DIFFERS, NOT_RECOMPUTABLE]  # best to worst
NO_ROW = "no result row with these keys"

RECOMPUTED = [f"recomputed{part}" for part in ("", "_low", "_high", "_p_value", "_n", "_n_event", "_note")]
OUTPUT = [
    "verdict", "why", "difference", *RECOMPUTED,
    "practice_method", "practice", "practice_low", "practice_high", "practice_p_value",
    "practice_test", "practice_test_p_value",
    "guard_method", "guard", "guard_low", "guard_high", "guard_p_value",
]  # fmt: skip


def verdicts(published, results):
    """The ledger with a verdict on every row: what the paper printed beside what the results say.

    `published` holds one row per printed number set: id, place, statement, the key columns, and the printed parts
    (value, conf_low, conf_high, p_value, n, n_event) as text, so that "0.80" keeps its decimals; blank parts are not
    printed. Optional columns: relation, tolerance, conflict (ledger ids that contradict the row), reason (why no
    result can exist), note and <part>_decimals. `results` has vocabulary.RESULT_COLUMNS. A row joins the result whose
    key columns are all equal; a blank key is a blank in results. Row order is kept, the ledger's columns come first.

    Added: verdict, why, difference (of the parts not reproduced); recomputed_* (what the joined result says);
    practice_* (the same estimate by good practice, and a test that holds at small n); guard_* (for a hazard ratio of
    a group known only later, the time-dependent or landmark one). All but the texts are numbers, NaN where blank.

    PublishedError lists duplicate ids, unreadable parts, and ids whose keys fit several different results.
    """
    ledger = checked(published.drop(columns=[c for c in OUTPUT if c in published]))
    rows = result_rows(results)
    found = joined(ledger, rows)
    judged = [_judged(ledger.loc[i], found.loc[i]) for i in ledger.index]
    judged = pd.DataFrame(judged, index=ledger.index, columns=["verdict", "why", "difference"])
    recomputed = found[[*ESTIMATES, "note_result"]].set_axis(RECOMPUTED, axis=1)
    practice = [one(ledger, rows) for one in (good_practice.estimates, good_practice.tests, good_practice.guards)]
    return pd.concat([ledger, judged, recomputed, *practice], axis=1)[[*ledger.columns, *OUTPUT]]


def _judged(row, found):
    """Verdict, its reason, and the differences of one ledger row."""
    printed = {part: p for part in PARTS if (p := printed_part(row, part)) is not None}
    if not (found["found"] and printed):
        why = "no number is printed" if found["found"] else NO_ROW
        return {"verdict": NOT_RECOMPUTABLE, "why": row["reason"] or why, "difference": ""}
    levels = {part: _agreement(row, part, p, found) for part, p in printed.items()}
    worst = max(levels.values(), key=VERDICTS.index)
    off = "; ".join(_difference(row, part, found) for part, level in levels.items() if level != REPRODUCED)
    if worst == DIFFERS and row["conflict"]:
        return {"verdict": CONFLICT, "why": f"cannot hold together with {row['conflict']}", "difference": off}
    return {"verdict": worst, "why": off, "difference": off}


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
