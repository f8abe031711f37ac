"""Result rows of a sweep."""

import pytest

from analysis.estimates import cutoff
from analysis.estimates.cutoff.sweep import results, trend_results
from tests.swept import swept


@pytest.fixture(scope="module")
def data():
    return swept()


def test_result_rows_have_ratio_and_tests_of_every_cell_with_the_adjusted_p(data):
    markers, tte, table = data
    rows = results(table, endpoint="OS", population="mif")
    assert rows["estimand"].value_counts().to_dict() == {"log_rank": 36, "hazard_ratio": 27}
    ratio = rows[(rows["estimand"] == "hazard_ratio") & (rows["grouping"] == "CD8+") & (rows["at"] == 0.5)].iloc[0]
    cell = table[(table["marker"] == "CD8+") & (table["quantile"] == 0.5)].iloc[0]
    tests = rows[(rows["role"] == "primary") & (rows["estimand"] == "log_rank")]
    exact = tests[(tests["grouping"] == "CD8+") & (tests["at"] == 0.5)].iloc[0]
    assert (exact["p_adjusted"], exact["method"]) == (cell["p_grid"], "log-rank; exact permutation")
    assert exact["family"] == "OS: 2 markers by cut-off (18 tests)"
    assert rows.loc[rows["role"] != "primary", "p_adjusted"].isna().all()
    assert (ratio["p_value"], ratio["role"]) == (cell["p_value"], "primary")
    assert (exact["estimate"], ratio["method"]) == (cell["chisq_permuted"], "Cox; Efron; Firth")
    assert (ratio["group"], ratio["reference"], ratio["population"]) == ("high", "low", "mif")
    none = rows[rows["grouping"] == "none+"]
    assert none["estimate"].isna().all()
    assert set(none["note"]) == {"the same in every subject: no cut-off divides them"}
    trend = trend_results(cutoff.trend(markers, tte), endpoint="OS")
    assert trend["family"].value_counts().to_dict() == {"OS: markers as numbers (2 tests)": 2, "": 1}
