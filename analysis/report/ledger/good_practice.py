"""What good practice gives beside a number that a paper's software printed."""

import numpy as np
import pandas as pd

from analysis import vocabulary
from analysis.report.ledger.match import joined, single

# the estimator that printed the number -> the one to show beside it; a method may be its own good practice
PRACTICE = {
    vocabulary.KM_SPSS: vocabulary.KM_LOG_LOG,
    vocabulary.KM_LOG_LOG: vocabulary.KM_LOG_LOG,
    vocabulary.TIME_TO_CUTOFF: vocabulary.REVERSE_KM,
    vocabulary.COX_BRESLOW_WALD: vocabulary.COX_EFRON_FIRTH,
    vocabulary.COX_BRESLOW_3_ITERATIONS: vocabulary.COX_EFRON_FIRTH,
    vocabulary.COX_EFRON_WALD: vocabulary.COX_EFRON_FIRTH,
    vocabulary.CLOPPER_PEARSON: vocabulary.CLOPPER_PEARSON,
}
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
    table = pd.DataFrame({"practice_test": "", "practice_test_p_value": np.nan}, index=ledger.index)
    of_pair = single(rows, without=["group", "reference"])
    asked = ledger.drop(columns=["group", "reference"])
    asked["estimand"] = ledger["estimand"].map({"hazard_ratio": "log_rank"}).fillna("")
    for method in PRACTICE_TESTS:
        found = joined(asked.assign(method=method), of_pair)
        new = found["found"] & (table["practice_test"] == "")
        table.loc[new, "practice_test"] = method
        table.loc[new, "practice_test_p_value"] = found.loc[new, "p_value"]
    return table


def guards(ledger, rows):
    """The hazard ratio that counts no time before the group was known, beside those that do; else blank."""
    columns = ["guard", "guard_low", "guard_high", "guard_p_value"]
    table = pd.DataFrame(np.nan, index=ledger.index, columns=columns).assign(guard_method="")
    asked = ledger.assign(at="", estimand=ledger["estimand"].where(ledger["estimand"] == "hazard_ratio", ""))
    ratios = rows[rows["estimand"] == "hazard_ratio"]
    for method in GUARDS:
        found = joined(asked.assign(method=method), single(ratios.assign(at="")))
        new = found["found"] & (table["guard_method"] == "")
        table.loc[new, "guard_method"] = method
        table.loc[new, columns] = found.loc[new, ["estimate", "conf_low", "conf_high", "p_value"]].to_numpy()
    return table
