"""The sweep and the trend as result rows."""

import pytest

from analysis.estimates import cutoff
from analysis.estimates.cutoff.rows import results, trend_results
from tests.estimates.cutoff.samples import twenty


@pytest.fixture(scope="module")
def sweep():
    return cutoff.sweep(*twenty(), permutations=100)


def test_the_p_adjusted_over_the_grid_stands_on_the_permutation_rows_alone(sweep):
    rows = results(sweep, endpoint="OS")
    primary = rows[rows["role"] == "primary"]
    assert set(primary["method"]) == {"log-rank; exact permutation"}
    assert primary["p_adjusted"].tolist() == sweep.loc[sweep["p_exact"].notna(), "p_grid"].tolist()
    assert rows.loc[rows["role"] != "primary", ["p_adjusted"]].isna().all(axis=None)
    assert set(primary["family"]) == {f"OS: 3 markers by cut-off ({len(primary)} tests)"}


def test_a_separated_split_says_so_in_every_row(sweep):
    rows = results(sweep, endpoint="OS")
    ratios = rows[rows["estimand"] == "hazard_ratio"]
    assert ratios["separated"].tolist() == sweep["separated"].tolist()


def test_a_marker_without_spread_has_a_reason_and_no_family():
    markers, tte = twenty()
    rows = trend_results(cutoff.trend(markers.assign(flat=1.0), tte, permutations=50), endpoint="OS")
    assert rows["grouping"].tolist() == ["x", "y", "z", "flat"]
    assert rows["family"].tolist() == ["OS: markers as numbers (3 tests)"] * 3 + [""]
    assert rows["reason"].tolist() == ["", "", "", "one value for everyone"]
