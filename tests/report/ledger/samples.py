"""Ledgers and results that tests of the ledger share."""

import pandas as pd

from analysis import vocabulary
from analysis.report import ledger as published

HR = {
    "endpoint": "OS", "estimand": "hazard_ratio", "population": "all", "grouping": "arm", "group": "B",
    "reference": "A", "method": vocabulary.COX_BRESLOW_WALD,
}  # fmt: skip

MEDIAN = {"endpoint": "OS", "estimand": "median", "population": "all", "method": vocabulary.KM_SPSS}

RATE = {"endpoint": "OS", "estimand": "rate", "population": "all", "at": 24.0, "method": vocabulary.KM_LOG_LOG}

COUNT = {"endpoint": "OS", "estimand": "count", "population": "all", "grouping": "status", "group": "alive"}


def ledger(*entries):
    """A ledger of the given rows, blank where a row does not say."""
    columns = [
        "id",
        "place",
        "statement",
        *published.KEYS,
        *published.PARTS,
        "relation",
        "tolerance",
        "conflict",
        "reason",
    ]
    rows = [{"id": f"L-{i}", "place": "Results", "statement": "A number.", **entry} for i, entry in enumerate(entries)]
    return pd.DataFrame(rows).reindex(columns=columns).fillna("").astype(str)


def results(*rows):
    return pd.DataFrame(list(rows)).reindex(columns=vocabulary.RESULT_COLUMNS)


def verdict(entry, *rows):
    """The verdict row of a ledger with one entry."""
    return published.verdicts(ledger(entry), results(*rows)).iloc[0]


CASE = [
    (HR | {"value": "0.23", "p_value": "0.021"}, HR | {"estimate": 0.2284, "p_value": 0.0208}),
    (MEDIAN | {"value": "27.3"}, MEDIAN | {"estimate": 27.3}),
    (RATE | {"value": "55%"}, RATE | {"estimate": 0.55}),
    (COUNT | {"value": "6"}, COUNT | {"estimate": 6}),
]

ENTRIES = ledger(*(entry for entry, _ in CASE))

FOUND = results(*(row for _, row in CASE))

JUDGED = published.verdicts(ENTRIES, FOUND)
