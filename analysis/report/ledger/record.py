"""The recorded verdicts of a ledger: counts, one sentence, and what got worse since they were recorded."""

from typing import NamedTuple

import pandas as pd

from analysis.report.ledger.entries import PARTS
from analysis.report.ledger.verdicts import NOT_RECOMPUTABLE, VERDICTS

GONE = "no longer in the ledger"
FURTHER = {
    False: "{} further statement (a definition, a figure or a claim without a number) is listed with its reason.",
    True: "{} further statements (definitions, figures, claims without a number) are listed with their reasons.",
}


class Summary(NamedTuple):
    """Rows per verdict (printed numbers only), the number of further statements, and one sentence."""

    counts: dict
    statements: int
    sentence: str


def summary(verdicts):
    """Counts of the verdicts over the rows that print a number, and one sentence for the first page."""
    prints = pd.concat([verdicts[part].fillna("") != "" for part in PARTS], axis=1).any(axis=1)
    counts = verdicts.loc[prints, "verdict"].value_counts().reindex(VERDICTS, fill_value=0).astype(int).to_dict()
    total, further = int(prints.sum()), int((~prints).sum())
    said = ", ".join(f"{n} {verdict}" for verdict, n in counts.items() if n)
    sentence = f"Of {total} published numbers: {said}." if total else "The ledger prints no number."
    if further:
        sentence += f" {FURTHER[further > 1].format(further)}"
    return Summary(counts, further, sentence)


def baseline(verdicts):
    """The verdicts to record: one row per ledger id with its verdict, in order of id."""
    return verdicts[["id", "verdict"]].sort_values("id", ignore_index=True)


def worse(verdicts, recorded):
    """The rows whose verdict is worse than the recorded one: id, recorded, verdict, why.

    The order is reproduced, near, conflict, differs, not recomputable. A recorded id that has left the ledger is
    worse too; an id that was never recorded is not. ValueError for a recorded verdict that does not exist.
    """
    unknown = sorted(set(recorded["verdict"]) - set(VERDICTS))
    if unknown:
        raise ValueError(f"recorded verdict '{unknown[0]}' is none of {', '.join(VERDICTS)}")
    both = recorded.rename(columns={"verdict": "recorded"}).merge(verdicts[["id", "verdict", "why"]], "left", on="id")
    rank = {verdict: order for order, verdict in enumerate(VERDICTS)}
    now = both["verdict"].map(rank).fillna(len(rank))
    lost = both["verdict"].isna()
    both = both.assign(verdict=both["verdict"].mask(lost, NOT_RECOMPUTABLE), why=both["why"].mask(lost, GONE))
    return both[now > both["recorded"].map(rank)].reset_index(drop=True)
