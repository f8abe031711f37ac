"""What differs between the result rows of several runs: rows joined by what they are of, not by the method used."""

import pandas as pd

from analysis import vocabulary
from analysis.report.words import plain

KEYS = [name for name in vocabulary.KEY_COLUMNS if name not in ("study", "method")] + ["role"]
VALUES = ["estimate", "conf_low", "conf_high", "p_value", "p_adjusted", "n", "n_event"]
FIRST = {vocabulary.PRIMARY: 0, vocabulary.DESCRIPTIVE: 1}  # other roles come after


def changed(runs):
    """(The rows that are not the same in all runs: `row`, `run`, columns of results; how many rows there are in all).

    runs: {run: result rows as text}.

    Rows are one and the same (`row`, numbered from 0, those of primary role first) where section, endpoint, estimand,
    population, grouping, groups, `at` and role are, the second such row beside the second; a method may be another. A
    row that a run lacks has no line of that run.
    """
    every = pd.concat([_numbered(rows).assign(run=name) for name, rows in runs.items()], ignore_index=True)
    rows = every.groupby([*KEYS, "again"], sort=False, dropna=False)
    alike = rows[VALUES].transform("nunique", dropna=False).eq(1).all(axis=1)
    alike &= rows["run"].transform("size").eq(len(runs))
    differ = every.assign(rank=every["role"].map(FIRST).fillna(2), row=rows.ngroup())[~alike]
    differ = differ.sort_values(["rank", "row"], kind="stable", ignore_index=True)
    differ = differ.assign(row=pd.factorize(differ["row"])[0])
    return differ[["row", "run", *vocabulary.RESULT_COLUMNS]], rows.ngroups


def flipped(differ):
    """The numbers (`row`) of changed tests of which some runs keep an adjusted P below 0.05 and others do not."""
    tested = plain.numeric(differ).dropna(subset="p_adjusted")
    return [row for row, own in tested.groupby("row") if (own["p_adjusted"] < plain.LEVEL).nunique() > 1]


def _numbered(rows):
    rows = rows.reindex(columns=vocabulary.RESULT_COLUMNS).fillna("")
    return rows.assign(again=rows.groupby(KEYS, sort=False).cumcount())
