"""The entries of a ledger: what a paper prints, as text, checked before anything is compared."""

import numpy as np
import pandas as pd

from analysis.report.ledger.printed import Printed, tolerance_of

KEYS = ["endpoint", "estimand", "population", "grouping", "group", "reference", "at", "method"]
COLUMNS = ["conf_low", "conf_high", "p_value", "n", "n_event"]
PARTS = {"value": "estimate"} | dict(zip(COLUMNS, COLUMNS, strict=True))  # printed part -> its column in results
DECIMAL = ["value", "conf_low", "conf_high", "p_value"]  # parts whose printed decimals matter
REQUIRED = ["id", "place", "statement", *KEYS, *PARTS]
OPTIONAL = ["relation", "tolerance", "conflict", "reason", "note", *(f"{part}_decimals" for part in PARTS)]


class PublishedError(ValueError):
    """A ledger that cannot be read or joined; the message lists every problem."""


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
    ids = set(ledger["id"])
    problems = [*_id_problems(ledger), *(p for _, row in ledger.iterrows() for p in _row_problems(row, ids))]
    if problems:
        raise PublishedError("\n".join(problems))
    return ledger


def _id_problems(ledger):
    if (ledger["id"] == "").any():
        yield "a ledger row has no id"
    for twice in ledger.loc[ledger["id"].duplicated() & (ledger["id"] != ""), "id"].unique():
        yield f"{twice}: the id stands on more than one row"


def _row_problems(row, ids):
    for part in [*PARTS, "tolerance"]:
        try:
            tolerance_of(row[part]) if part == "tolerance" else printed_part(row, part)
        except ValueError as error:
            yield f"{row['id']}, column {part}: {error}"
    if row["relation"] not in {"", "=", "<", ">", "<=", ">="}:
        yield f"{row['id']}, column relation: '{row['relation']}' is none of =, <, >, <=, >="
    for evidence in row["conflict"].split():
        if evidence not in ids:
            yield f"{row['id']}, column conflict: '{evidence}' is no id of this ledger"


def printed_part(row, part):
    """The printed part of a ledger row, or None where the paper prints none.

    ValueError for decimals that are no whole number.
    """
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
