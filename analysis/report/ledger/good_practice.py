"""What good practice gives beside a number that a paper's software printed."""

import numpy as np
import pandas as pd

from analysis import vocabulary
from analysis.report.ledger.match import joined, single

# the estimator that printed the number -> the one to show beside it; a method may be its own good practice
PRACTICE = {
    **dict.fromkeys([vocabulary.KM_SPSS, vocabulary.KM_LOG_LOG], vocabulary.KM_LOG_LOG),
    **dict.fromkeys([vocabulary.COX_BRESLOW_WALD, vocabulary.COX_BRESLOW_3_ITERATIONS, vocabulary.COX_EFRON_WALD],
                    vocabulary.COX_EFRON_FIRTH),
    vocabulary.TIME_TO_CUTOFF: vocabulary.REVERSE_KM, vocabulary.CLOPPER_PEARSON: vocabulary.CLOPPER_PEARSON,
}  # fmt: skip
# For a group known only later, what stands beside the comparison from time 0; the first one that was computed.
GUARDS = [vocabulary.COX_TIME_DEPENDENT_FIRTH, vocabulary.COX_TIME_DEPENDENT, vocabulary.COX_LANDMARK]
PRACTICE_TESTS = [vocabulary.LOG_RANK_EXACT, vocabulary.LOG_RANK]  # the first one that was computed


def estimates(ledger, rows):
    """The estimate of the same keys by the method good practice asks for, blank where there is none."""
    method = ledger["method"].map(PRACTICE).fillna("")
    asked = ledger.assign(method=method, estimand=ledger["estimand"].where(method != "", ""))
    found = joined(asked, single(rows))
    columns = ["practice", "practice_low", "practice_high", "practice_p_value"]
    numbers = found[["estimate", "conf_low", "conf_high", "p_value"]].set_axis(columns, axis=1)
    return numbers.assign(practice_method=method.where(found["found"], ""))


def tests(ledger, rows):
    """The P value of a test that holds at small n beside each hazard ratio: exact permutation, else log-rank."""
    asked = ledger.drop(columns=["group", "reference"])
    asked["estimand"] = ledger["estimand"].map({"hazard_ratio": "log_rank"}).fillna("")
    table = _first(asked, single(rows, without=["group", "reference"]), PRACTICE_TESTS, ["p_value"])
    return table.set_axis(["practice_test_p_value", "practice_test"], axis=1)


def guards(ledger, rows):
    """The hazard ratio that counts no time before the group was known, beside those that do; else blank."""
    asked = ledger.assign(at="", estimand=ledger["estimand"].where(ledger["estimand"] == "hazard_ratio", ""))
    ratios = single(rows[rows["estimand"] == "hazard_ratio"].assign(at=""))
    table = _first(asked, ratios, GUARDS, ["estimate", "conf_low", "conf_high", "p_value"])
    return table.set_axis(["guard", "guard_low", "guard_high", "guard_p_value", "guard_method"], axis=1)


def _first(asked, rows, methods, columns):
    """These columns of the first of the methods that was computed, and its name in a last column."""
    table = pd.DataFrame(np.nan, index=asked.index, columns=columns).assign(method="")
    for method in methods:
        found = joined(asked.assign(method=method), rows)
        new = found["found"] & (table["method"] == "")
        table.loc[new, "method"] = method
        table.loc[new, columns] = found.loc[new, columns].to_numpy()
    return table
