"""Conclusions that hold themselves to the data: {% claim "words" if OS.hazard_ratio[…].conf_high < 1 %}.

A claim has one to three clauses. `if`: holds by rows of good practice, none of them naive; `naive if`: holds by the
analysis that it names, of rows that are no primary ones; `not if`: does not hold. A claim of which a clause is not as
it says no longer holds.
"""

import re
from dataclasses import dataclass

import pandas as pd

from analysis import vocabulary
from analysis.report import manuscript
from analysis.report.manuscript import ManuscriptError
from analysis.report.words import phrases

BLOCK = re.compile(r"\{%(.*?)%\}", re.S)
CLAIM = re.compile(r'\s*claim\s+"(?P<words>[^"]*)"\s+(?P<clauses>.*?)\s*', re.S)
APART = re.compile(r",\s*(?=(?:naive\s+|not\s+)?if\s)")
CLAUSE = re.compile(r"(?P<kind>(?:naive\s+|not\s+)?if)\s+(?P<conditions>.*)", re.S)
AND = re.compile(r"\s+and\s+(?=[^\]]*(?:\[|$))")  # outside brackets
FIELDS = ("estimate", "conf_low", "conf_high", "p_value", "p_adjusted", "n", "n_event")
ADDRESS = rf"(?P<{{0}}>[^\[\]<>=]+?(?:\[[^\]]*\])?)\.(?P<{{1}}>{'|'.join(FIELDS)})"
NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
COMPARED = re.compile(
    rf"{ADDRESS.format('address', 'field')}\s*(?P<sign><=|>=|<|>)\s*"
    rf"(?:(?P<number>{NUMBER})|{ADDRESS.format('other', 'other_field')})", re.S)  # fmt: skip
WITHIN = re.compile(
    rf"(?P<address>[^\[\]<>=]+?(?:\[[^\]]*\])?)\.interval\s+within\s+(?P<low>{NUMBER})\s+to\s+(?P<high>{NUMBER})", re.S
)
SIGNS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
NO_DIFFERENCE = re.compile(
    r"\bno (?:\w+ )?(?:difference|effect|impact|association|correlation)|"
    r"\b(?:not|n.t) (?:\w+ )?(?:differ|affect|matter)|\b(?:similar|comparable|equal|alike)\b", re.I)  # fmt: skip
SHAPE = '{% claim "words" if OS.hazard_ratio[sex: F v M].conf_high < 1 %}'
PRACTICE, NAIVE, NOT_SHOWN = STATUSES = "good practice", "naive analysis only", "not shown"
BROKEN = "no longer holds"
KINDS = {"if": PRACTICE, "naive if": NAIVE, "not if": NOT_SHOWN}
SAID = {PRACTICE: "", NAIVE: " (by the naive analysis only)", NOT_SHOWN: " (claimed, but not shown)"}


class ClaimError(ManuscriptError):
    """Claims that no longer hold, or that cannot be tested."""


@dataclass(frozen=True)
class Claim:
    """A claim as the rows have it: its words, how it is said to hold (of STATUSES), the rows, why it does not hold."""

    text: str
    status: str
    rows: str
    broken: str = ""


def judged(text, results, *, name="manuscript"):
    """The claims of a manuscript whose placeholders are filled, [Claim].

    ClaimError for a claim that cannot be read or whose rows cannot be found, with its line.
    """
    return [made for _, made in _read(text, results, name)]


def stated(text, results, *, name="manuscript", lenient=False):
    """The text with the words of its claims in their place; ClaimError that lists those that no longer hold.

    Each with its line and its rows. lenient: they stand in the text, marked, and no error is raised.
    """
    found = _read(text, results, name)
    wrong = [f"{place}: {BROKEN}: {one.broken}" for place, one in found if one.broken]
    if wrong and not lenient:
        raise ClaimError("\n".join([*wrong, "Change the sentence or its clause; LENIENT=1 marks it and goes on"]))
    words = iter(one for _, one in found)
    return BLOCK.sub(lambda _: _words(next(words)), text)


def _words(one):
    if one.broken:
        return f"**[{BROKEN}: {one.text}; {one.broken}]**"
    return one.text + SAID[one.status]


def _read(text, results, name):
    found, problems = [], []
    for block in BLOCK.finditer(text):
        place = f"{name}, line {text.count(chr(10), 0, block.start()) + 1}"
        try:
            one = _judged(block[1], results)
            found.append((f'{place}: claim "{one.text}"', one))
        except ManuscriptError as error:
            problems.append(f"{place}: {' '.join(block[0].split())[:90]}: {error}")
    if problems:
        raise ClaimError("\n".join(problems))
    return found


def _judged(words, results):
    parts = CLAIM.fullmatch(words)
    if not parts:
        raise ClaimError(f"cannot be read; expected {SHAPE}")
    if NO_DIFFERENCE.search(parts["words"]) and not WITHIN.search(parts["clauses"]):
        raise ClaimError("says that there is no difference; expected .interval within LOW to HIGH, a stated margin")
    clauses = [_clause(one, results) for one in APART.split(parts["clauses"])]
    kinds = [kind for kind, _, _ in clauses]
    status = next(status for kind, status in KINDS.items() if kind in kinds)
    broken = [f"`{kind} {said}`" for kind, holds, said in clauses if holds == (kind == "not if")]
    rows = "; ".join(said for _, _, said in clauses)
    return Claim(" ".join(parts["words"].split()), status, rows, "; ".join(broken))


def _clause(words, results):
    """(Kind of a clause, whether its conditions hold, these with what the rows say)."""
    parts = CLAUSE.fullmatch(words.strip())
    if not parts:
        raise ClaimError(f"{words.strip()!r} cannot be read; expected if, naive if or not if, and what holds")
    kind = " ".join(parts["kind"].split())
    words = [" ".join(one.split()) for one in AND.split(parts["conditions"].strip())]
    told = [_condition(one, kind, results) for one in words]
    rows = dict.fromkeys(_numbers(row) for _, own in told for row in own)
    return kind, all(holds for holds, _ in told), f"{' and '.join(words)}: {' against '.join(rows)}"


def _condition(words, kind, results):
    """(Whether a condition holds, the rows by which)."""
    within, compared = WITHIN.fullmatch(words), COMPARED.fullmatch(words)
    if not within and not compared:
        raise ClaimError(f"{words!r} cannot be read; expected a comparison such as {SHAPE}, or .interval within")
    row = _row((within or compared)["address"], kind, results)
    if within:
        low, high = float(within["low"]), float(within["high"])
        holds = bool(row["conf_low"] >= low and row["conf_high"] <= high)
        return holds, [row]
    if compared["field"].startswith("p_") and compared["sign"].startswith(">"):
        raise ClaimError(f"{words!r}: a P value above a limit shows nothing; expected .interval within LOW to HIGH")
    rows, limit = [row], compared["number"]
    if limit is None:
        rows.append(_row(compared["other"], kind, results))
        limit = rows[1][compared["other_field"]]
    holds = getattr(pd.Series([row[compared["field"]]]), SIGNS[compared["sign"]])(float(limit)).item()
    return bool(holds), rows


def _row(address, kind, results):
    """The row of an address, its numbers as numbers. ClaimError where a clause may not rest on it."""
    found = manuscript.row(manuscript.wanted(f"{address.strip()} | value").keys, results)
    if kind == "if" and str(found["naive"]) == "True":
        raise ClaimError(f"{address.strip()}: the row is naive; expected `naive if`, or a row of good practice")
    if kind == "naive if" and found["role"] == vocabulary.PRIMARY:
        raise ClaimError(f"{address.strip()}: the row is the primary one; expected `if`")
    return found.to_dict() | {one: pd.to_numeric(found[one], errors="coerce") for one in FIELDS}


def _numbers(row):
    """What a row says, so that it can be found: section, estimate, interval, P, method."""
    p = "p_adjusted" if not pd.isna(row["p_adjusted"]) else "p_value"
    tested = "" if pd.isna(row[p]) else f", {'adjusted ' * (p == 'p_adjusted')}P {row[p]:.3g}"
    return f"{phrases.estimate_ci(row)}{tested} ({row['section']}, {row['method']})".replace(phrases.UNBROKEN, " ")
