"""What differs between the result rows of several runs: rows joined by what they are of, not by the method used."""

import pandas as pd

from analysis import vocabulary
from analysis.figures import numbers
from analysis.report.words import plain, readable

KEYS = [name for name in vocabulary.KEY_COLUMNS if name not in ("study", "method")] + ["role"]
VALUES = ["estimate", "conf_low", "conf_high", "p_value", "p_adjusted", "n", "n_event"]
PLACE = ["Endpoint", "Population", "Grouping", "Group", "Estimate of"]
BLANK = ("", numbers.MISSING)
FIRST = {vocabulary.PRIMARY: 0, vocabulary.DESCRIPTIVE: 1}  # other roles come after


def changed(runs, values=VALUES):
    """(The rows that are not the same in all runs: `row`, `run`, columns of results; how many rows there are in all).

    runs: {run: result rows as text}; values: the columns that make them the same.

    Rows are one and the same (`row`, numbered from 0, those of primary role first) where section, endpoint, estimand,
    population, grouping, groups, `at` and role are: first those of one method, then what is left as it comes, whose
    method is another. A row that a run lacks has no line of that run.
    """
    every = pd.concat([_columns(rows).assign(run=name) for name, rows in runs.items()], ignore_index=True)
    rows = every.assign(**_joined(every, len(runs))).groupby([*KEYS, "named", "again"], sort=False, dropna=False)
    alike = rows[values].transform("nunique", dropna=False).eq(1).all(axis=1)
    alike &= rows["run"].transform("size").eq(len(runs))
    differ = every.assign(rank=every["role"].map(FIRST).fillna(2), row=rows.ngroup())[~alike]
    differ = differ.sort_values(["rank", "row"], kind="stable", ignore_index=True)
    differ = differ.assign(row=pd.factorize(differ["row"])[0])
    return differ[["row", "run", *vocabulary.RESULT_COLUMNS]], rows.ngroups


def printed(differ, labels):
    """What each changed row is of, and its estimate with interval and adjusted P, in words: [(of what, estimate)]."""
    shown = readable.results(plain.numeric(differ), labels=labels)
    at = [f"at {str(one).removesuffix('.0')}" if str(one) else "" for one in differ["at"]]
    of = shown.reindex(columns=PLACE).fillna("").assign(at=at)
    of = [vocabulary.signs(", ".join(str(one) for one in line if str(one))) for line in of.itertuples(index=False)]
    values = shown.reindex(columns=["Estimate (95% CI)", "Adjusted P"]).fillna("")
    texts = [
        f"{estimate}{f', adjusted P {p}' if str(p) not in BLANK else ''}"
        for estimate, p in values.itertuples(index=False)
    ]
    return list(zip(of, texts, strict=True))


def flipped(differ):
    """The numbers (`row`) of changed tests of which some runs keep an adjusted P below 0.05 and others do not."""
    tested = plain.numeric(differ).dropna(subset="p_adjusted")
    return [row for row, own in tested.groupby("row") if (own["p_adjusted"] < plain.LEVEL).nunique() > 1]


def _joined(every, n_runs):
    """Beside the keys, what joins rows: the method where all runs have it as often, and the number among such rows."""
    own = every.groupby(["run", *KEYS, "method"], sort=False).cumcount()
    shared = every.assign(own=own).groupby([*KEYS, "method", "own"], sort=False)["run"].transform("size").eq(n_runs)
    named = every["method"].where(shared, "")
    again = own.where(shared, every.assign(named=named).groupby(["run", *KEYS, "named"], sort=False).cumcount())
    return {"named": named, "again": again}


def _columns(rows):
    return rows.reindex(columns=vocabulary.RESULT_COLUMNS).fillna("")
