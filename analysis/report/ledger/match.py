"""The join of ledger and results: equal key columns, nothing else."""

import numpy as np
import pandas as pd

from analysis.report.ledger.entries import KEYS, PublishedError, text

ESTIMATES = ["estimate", "conf_low", "conf_high", "p_value", "n", "n_event"]
WORDS = ["note", "reason", "unit"]


def result_rows(results):
    """Keys and numbers of the results, the same estimate of two sections once."""
    numbers = {c: pd.to_numeric(results[c], errors="coerce") if c in results else np.nan for c in ESTIMATES}
    keys = _key(results.reindex(columns=KEYS))
    words = {f"{c}_result": results[c].map(text) if c in results else "" for c in WORDS}
    rows = keys.assign(**numbers, **words)
    same = rows[ESTIMATES].map(lambda x: float(f"{x:.10g}"))
    return rows[~pd.concat([rows[KEYS], same], axis=1).duplicated() & (rows["estimand"] != "")]


def joined(keys, rows):
    """The result row of each row of keys, blank where there is none, in its order; `found` says whether there is one.

    PublishedError names the ids whose keys fit several results that are not the same estimate.
    """
    on = [key for key in KEYS if key in keys and key in rows]
    wanted = _key(keys)[on].assign(position=range(len(keys)))
    found = wanted.merge(rows, on=on, how="left", indicator="found")
    twice = found.loc[found["position"].duplicated(), "position"].unique()
    if len(twice):
        raise PublishedError("\n".join(_ambiguous(keys.iloc[i], on) for i in twice))
    found = found.set_index(keys.index)
    words = {name: found[name].fillna("") for name in (f"{c}_result" for c in WORDS)}
    return found.assign(found=found["found"] == "both", **words)


def _key(frame):
    """The key columns a frame has as comparable text; `at` by value, so that 24, 24.0 and "24" are one."""
    keys = frame[[key for key in KEYS if key in frame]].map(text)
    number = pd.to_numeric(keys["at"], errors="coerce")
    return keys.assign(at=keys["at"].where(number.isna(), number.map("{:.12g}".format)))


def single(rows, *, without=()):
    """The rows that their key columns (less those of `without`) name alone."""
    rows = rows.drop(columns=list(without))
    return rows[~rows.duplicated([key for key in KEYS if key in rows], keep=False)]


def _ambiguous(row, on):
    keys = ", ".join(f"{key} '{row[key]}'" for key in on if row[key])
    return f"{row['id']}: several different results fit its keys ({keys})"
