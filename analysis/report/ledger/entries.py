"""The entries of a ledger, what a paper prints as text, checked before it is compared; what agrees with a number."""

import math
import operator
import re
from collections import namedtuple

import numpy as np
import pandas as pd

from analysis import vocabulary

KEYS = ["endpoint", "estimand", "population", "grouping", "group", "reference", "at", "method"]
COLUMNS = ["conf_low", "conf_high", "p_value", "n", "n_event"]
PARTS = {"value": "estimate"} | dict(zip(COLUMNS, COLUMNS, strict=True))  # printed part -> its column in results
DECIMAL = ["value", "conf_low", "conf_high", "p_value"]  # parts whose printed decimals matter
REQUIRED = ["id", "place", "statement", *KEYS, *PARTS]
OPTIONAL = ["relation", "tolerance", "conflict", "reason", "note", "headline", *(f"{part}_decimals" for part in PARTS)]
REPRODUCED, NEAR, DIFFERS = "reproduced", "near", "differs"
ROUNDING_SLACK = 1e-9  # a recomputed 0.615 may be stored as 0.61499999999999999
NEAR_SHARE = 0.10  # of the printed number; or one printed unit, whichever is larger
_NOT_REACHED = {"nr", "na", "not reached", "not achieved"}
_SIGNS = {"≤": "<=", "≥": ">="}
_NUMBER = re.compile(r"(<=|>=|<|>|=|≤|≥|)\s*([-+]?(?:\d+(?:\.(\d+))?|\.(\d+)))\s*(%?)")
_FRACTION = re.compile(r"(\d+)\s*/\s*(0*[1-9]\d*)")
_HOLDS = {
    "<": operator.lt, "<=": lambda x, bound: x <= bound + ROUNDING_SLACK,
    ">": operator.gt, ">=": lambda x, bound: x >= bound - ROUNDING_SLACK}  # fmt: skip


class PublishedError(ValueError):
    """A ledger that cannot be read or joined; the message lists every problem."""


class Printed(namedtuple("Printed", "number unit relation", defaults=[0.0, "="])):
    """One printed part: number (a percent as a fraction), unit of its last digit, relation; NaN when not reached."""

    @property
    def not_reached(self):
        """Whether the paper prints that the value was not reached."""
        return math.isnan(self.number)

    @classmethod
    def read(cls, text, *, decimals=None, relation=""):
        """The number behind a printed text such as "0.80", "55%", "7/9", "<0.001" or "NR"; ValueError for another.

        The unit is that of the last printed digit ("0.80": 0.01; "55%": 0.01; a fraction is exact: 0); `decimals`
        overrides the digits seen after the point, `relation` serves a text without a sign of its own.
        """
        text = text.strip().replace("−", "-").replace("·", ".")
        if text.lower() in _NOT_REACHED:
            return cls(math.nan)
        if fraction := _FRACTION.fullmatch(text):
            return cls(int(fraction[1]) / int(fraction[2]))
        found = _NUMBER.fullmatch(text)
        if not found:
            raise ValueError(f"'{text}' is no printed number; expected e.g. 0.80, 55%, 7/9, <0.001 or NR")
        sign, digits, percent = found[1], found[2], found[5]
        places, shift = len(found[3] or found[4] or "") if decimals is None else decimals, 2 if percent else 0
        sign = _SIGNS.get(sign, sign) if sign else relation or "="
        return cls(float(f"{digits}e-{shift}"), 10.0 ** -(places + shift), sign)


def agreement(printed, recomputed, *, tolerance=None, reason=""):
    """How a recomputed number agrees with the printed one: reproduced, near or differs.

    Reproduced: equal at the printed decimals (half up and half even both count), or the printed relation holds. Near:
    within `tolerance`, as of `tolerance_of`. "Not reached" asks for no number, for that reason.
    """
    if printed.not_reached:
        return REPRODUCED if math.isnan(recomputed) and reason == vocabulary.NOT_REACHED else DIFFERS
    if math.isnan(recomputed):
        return DIFFERS
    if printed.relation in _HOLDS:
        return REPRODUCED if _HOLDS[printed.relation](recomputed, printed.number) else DIFFERS
    off, near = abs(recomputed - printed.number), tolerance or tolerance_of("")
    if off <= printed.unit / 2 + ROUNDING_SLACK:
        return REPRODUCED
    return NEAR if off <= near(printed) + ROUNDING_SLACK else DIFFERS


def tolerance_of(text):
    """The near-rule "5%" of the printed number, "0.4" absolute, or blank: 10 % or one unit; ValueError for others."""
    text = text.strip()
    if not text:
        return lambda printed: max(NEAR_SHARE * abs(printed.number), printed.unit)
    try:
        size = float(text.removesuffix("%"))
    except ValueError:
        size = -1.0
    if not 0 <= size < math.inf:
        raise ValueError(f"'{text}' is no tolerance; expected a share such as 5% or a distance such as 0.4")
    return (lambda printed: size / 100 * abs(printed.number)) if text.endswith("%") else (lambda printed: size)


def checked(published):
    """The ledger as text, optional columns added, or one PublishedError that lists everything wrong with it."""
    ledger = published.reset_index(drop=True)
    missing = [column for column in REQUIRED if column not in ledger]
    if missing:
        raise PublishedError(f"the ledger lacks the columns {', '.join(missing)}")
    numeric = [c for c in DECIMAL if pd.api.types.is_numeric_dtype(ledger[c]) and ledger[c].notna().any()]
    if numeric:
        raise PublishedError(f"{', '.join(numeric)}: read the ledger as text, or printed decimals are lost")
    ledger = ledger.assign(**{column: "" for column in OPTIONAL if column not in ledger})
    ledger = ledger.apply(lambda column: column.map(text))
    problems = ["a ledger row has no id"] if (ledger["id"] == "").any() else []
    twice = ledger.loc[ledger["id"].duplicated() & (ledger["id"] != ""), "id"].unique()
    problems += [f"{one}: the id stands on more than one row" for one in twice]
    problems += [problem for _, row in ledger.iterrows() for problem in _row_problems(row, set(ledger["id"]))]
    if problems:
        raise PublishedError("\n".join(problems))
    return ledger


def _row_problems(row, ids):
    for part in [*PARTS, "tolerance"]:
        try:
            tolerance_of(row[part]) if part == "tolerance" else printed_part(row, part)
        except ValueError as error:
            yield f"{row['id']}, column {part}: {error}"
    if row["relation"] not in {"", "=", "<", ">", "<=", ">="}:
        yield f"{row['id']}, column relation: '{row['relation']}' is none of =, <, >, <=, >="
    if row["headline"] and not row["headline"].isdigit():
        yield f"{row['id']}, column headline: '{row['headline']}' is no whole number"
    for evidence in row["conflict"].split():
        if evidence not in ids:
            yield f"{row['id']}, column conflict: '{evidence}' is no id of this ledger"


def printed_part(row, part):
    """The printed part of a ledger row, None where none is printed; ValueError for decimals that are no number."""
    if not row[part]:
        return None
    decimals, relation = row[f"{part}_decimals"], row["relation"] if part in DECIMAL else ""
    if decimals and not decimals.isdigit():
        raise ValueError(f"{part}_decimals is '{decimals}'; expected a whole number of digits")
    return Printed.read(row[part], decimals=int(decimals) if decimals else None, relation=relation)


def text(value):
    """A cell as text; a whole float loses its point so that a key read as number still fits."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value).strip()
