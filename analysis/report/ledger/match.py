"""The join of ledger and results, equal key columns and nothing else; also to what good practice gives beside."""

import numpy as np
import pandas as pd

from analysis import vocabulary
from analysis.report.ledger.entries import KEYS, PublishedError, text

LIMITS = ["estimate", "conf_low", "conf_high", "p_value"]
ESTIMATES = [*LIMITS, "n", "n_event"]
WORDS = ["note", "reason", "unit"]
# the estimator that printed the number -> the one to show beside it; a method may be its own good practice
PRACTICE = {
    **dict.fromkeys([vocabulary.KM_SPSS, vocabulary.KM_LOG_LOG], vocabulary.KM_LOG_LOG),
    vocabulary.TIME_TO_CUTOFF: vocabulary.REVERSE_KM, vocabulary.CLOPPER_PEARSON: vocabulary.CLOPPER_PEARSON,
}  # fmt: skip
PRINTED_RATIOS = [vocabulary.COX_BRESLOW_WALD, vocabulary.COX_BRESLOW_3_ITERATIONS, vocabulary.COX_EFRON_WALD]
PRIMARY_RATIOS = [vocabulary.COX_EFRON_PROFILE, vocabulary.COX_EFRON_FIRTH]  # beside those, the primary one
# For a group known only later, what stands beside the comparison from time 0; the first one that was computed.
GUARDS = [vocabulary.COX_TIME_DEPENDENT_FIRTH, vocabulary.COX_TIME_DEPENDENT, vocabulary.COX_LANDMARK]
PRACTICE_TESTS = [vocabulary.LOG_RANK_EXACT, vocabulary.LOG_RANK]  # the first one that was computed


def result_rows(results):
    """Keys and numbers of the results, the same estimate of two sections once."""
    numbers = {c: pd.to_numeric(results[c], errors="coerce") if c in results else np.nan for c in ESTIMATES}
    words = {f"{c}_result": results[c].map(text) if c in results else "" for c in WORDS}
    rows = _key(results.reindex(columns=KEYS)).assign(**numbers, **words)
    same = rows[ESTIMATES].map(lambda x: float(f"{x:.10g}"))
    return rows[~pd.concat([rows[KEYS], same], axis=1).duplicated() & (rows["estimand"] != "")]


def joined(keys, rows):
    """The result row of each row of keys, in its order, with `found`; PublishedError where several results fit."""
    on = [key for key in KEYS if key in keys and key in rows]
    found = _key(keys)[on].assign(position=range(len(keys))).merge(rows, on=on, how="left", indicator="found")
    twice = found.loc[found["position"].duplicated(), "position"].unique()
    if len(twice):
        raise PublishedError("\n".join(_ambiguous(keys.iloc[at], on) for at in twice))
    found = found.set_index(keys.index)
    words = {name: found[name].fillna("") for name in (f"{c}_result" for c in WORDS)}
    return found.assign(found=found["found"] == "both", **words)


def good_practice(ledger, rows):
    """What good practice gives beside each row of a ledger, blank where there is nothing.

    practice*: the estimate of the same keys by the method it asks for; practice_test*: the P value of a test that holds
    at small n beside each hazard ratio; guard*: the ratio that counts no time before the group was known.
    """
    ratios, ratio = rows[rows["estimand"] == "hazard_ratio"].assign(at=""), ledger["estimand"] == "hazard_ratio"
    method = ledger["method"].map(PRACTICE).fillna("")
    asked = ledger.assign(method=method, estimand=ledger["estimand"].where(method != "", ""))
    found = joined(asked, _single(rows))
    estimates = found[LIMITS].assign(method=method.where(found["found"], ""))
    separated, profile = rows["estimate"].isna(), rows["method"] == vocabulary.COX_EFRON_PROFILE
    few = profile & (separated | (rows["n_event"] < vocabulary.PENALISED_BELOW))
    primary = _first(ledger, _single(rows[~few]), PRIMARY_RATIOS, LIMITS)
    estimates = estimates.mask(ledger["method"].isin(PRINTED_RATIOS), primary)
    asked = ledger.assign(estimand=np.where(ratio, "log_rank", "")).drop(columns=["group", "reference"])
    tests = _first(asked, _single(rows.drop(columns=["group", "reference"])), PRACTICE_TESTS, ["p_value"])
    asked = ledger.assign(at="", estimand=ledger["estimand"].where(ratio, ""))
    guards = _first(asked, _single(ratios), GUARDS, LIMITS)
    tests.columns = ["practice_test_p_value", "practice_test"]
    return pd.concat([named(estimates, "practice"), tests, named(guards, "guard")], axis=1)


def named(estimates, name):
    """Columns of an estimate under a name: `practice`, `practice_low`, …, `practice_method`."""
    shown = {column: f"{name}_{column.removeprefix('conf_').removesuffix('_result')}" for column in estimates}
    return estimates.rename(columns=shown | {"estimate": name})


def _first(asked, rows, methods, columns):
    """These columns of the first of the methods that was computed, and its name in a last column."""
    table = pd.DataFrame(np.nan, index=asked.index, columns=columns).assign(method="")
    for method in methods:
        found = joined(asked.assign(method=method), rows)
        new = found["found"] & (table["method"] == "")
        table.loc[new, "method"] = method
        table.loc[new, columns] = found.loc[new, columns].to_numpy()
    return table


def _single(rows):
    """The rows that their key columns name alone."""
    return rows[~rows.duplicated([key for key in KEYS if key in rows], keep=False)]


def _key(frame):
    """The key columns a frame has as comparable text; `at` by value, so that 24, 24.0 and "24" are one."""
    keys = frame[[key for key in KEYS if key in frame]].map(text)
    number = pd.to_numeric(keys["at"], errors="coerce")
    return keys.assign(at=keys["at"].where(number.isna(), number.map("{:.12g}".format)))


def _ambiguous(row, on):
    keys = ", ".join(f"{key} '{row[key]}'" for key in on if row[key])
    return f"{row['id']}: several different results fit its keys ({keys})"
