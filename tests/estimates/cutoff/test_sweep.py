"""The table of a sweep."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import cutoff
from analysis.estimates.cutoff.permutation import DECILES
from analysis.estimates.cutoff.sweep import results, trend_results
from analysis.estimates.survival.cox import hazard_ratio_per
from analysis.estimates.survival.rank import log_rank_exact
from tests.estimates.cutoff.samples import eight, twenty


def test_a_table_has_one_row_per_marker_and_quantile_in_their_order():
    table = cutoff.sweep(*eight())
    assert len(table) == 27
    assert table["marker"].tolist() == ["m0"] * 9 + ["m1"] * 9 + ["m2"] * 9
    assert table["quantile"].tolist()[:9] == list(DECILES)


def test_a_separated_split_has_firths_ratio_and_no_wald_p():
    markers, tte = eight(markers=1)
    markers["m0"] = -tte["time"]
    row = cutoff.sweep(markers, tte, quantiles=[0.5]).iloc[0]
    assert row["method"] == "Cox; Efron; Firth"
    assert np.isnan(row["p_wald"])
    assert 1 < row["estimate"] < 1000
    assert 0 < row["p_firth"] < 0.05
    assert row["note"] == "separated: no event in the low group while the high group was at risk"


def test_a_marker_with_one_value_for_everyone_is_not_split():
    markers, tte = eight(markers=1)
    table = cutoff.sweep(markers.assign(none=0.0), tte)
    flat = table[table["marker"] == "none"]
    assert flat[["estimate", "p_log_rank", "p_grid"]].isna().all(axis=None)
    assert set(flat["note"]) == {"the same in every subject: no cut-off divides them"}
    assert cutoff.sweep(markers[[]].assign(none=0.0), tte)["p_grid"].isna().all()


def test_the_order_of_rows_and_columns_does_not_matter():
    markers, tte = eight(markers=4)
    table = cutoff.sweep(markers, tte).drop(columns="split")
    turned = cutoff.sweep(markers.iloc[::-1, ::-1], tte.sample(frac=1, random_state=1)).drop(columns="split")
    turned = turned.sort_values(["marker", "quantile"], ignore_index=True)
    pd.testing.assert_frame_equal(table, turned)


def test_the_scale_of_a_marker_does_not_matter():
    markers, tte = twenty()
    results = ["estimate", "p_log_rank", "p_marker", "p_grid", "split"]
    table, stretched = cutoff.sweep(markers, tte), cutoff.sweep(np.exp(markers), tte)
    rows = table["n_high"] == stretched["n_high"]  # between two values the quantile itself moves
    assert rows.mean() > 0.9
    pd.testing.assert_frame_equal(cutoff.sweep(markers * 100, tte)[results], table[results])


def test_a_marker_as_a_number_has_the_ratio_of_one_standard_deviation():
    markers, tte = twenty()
    table = cutoff.trend(markers, tte).set_index("marker")
    expected = hazard_ratio_per(tte, markers["y"], unit=markers["y"].std(), method="firth").iloc[0]
    assert table.loc["y", "estimate"] == expected["estimate"]
    assert (table["p_grid"] >= table["p_exact"]).all()


def test_interval_and_p_value_of_a_number_say_the_same_also_with_few_events():
    markers, tte = eight(markers=12)
    table = cutoff.trend(markers.assign(m0=-tte["time"]), tte)
    apart = (table["conf_low"] > 1) | (table["conf_high"] < 1)
    assert (apart == (table["p_value"] < 0.05)).all()
    assert apart.any()


def test_permutation_p_of_a_binary_marker_is_that_of_the_split():
    markers, tte = eight(markers=1)
    markers["m0"] = [0, 0, 1, 0, 1, 0, 1, 1]
    group = markers["m0"].map({0: "low", 1: "high"})
    expected = log_rank_exact(tte, group)["p_value"][0]
    assert cutoff.trend(markers, tte)["p_exact"][0] == pytest.approx(expected)


def test_a_number_that_ranks_all_events_gets_firths_ratio_and_one_value_gets_none():
    markers, tte = eight(markers=1)
    table = cutoff.trend(markers.assign(m0=-tte["time"], flat=1.0), tte).set_index("marker")
    assert table.loc["m0", "method"] == "Cox; Efron; Firth"
    assert np.isfinite(table.loc["m0", "estimate"])
    assert np.isnan(table.loc["flat", "p_exact"])
    assert table.loc["flat", "note"] == "the same in every subject"


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
    assert rows["reason"].tolist() == ["", "", "", "the same in every subject"]


def test_the_unit_of_one_marker_decides_nothing():
    markers, tte = eight(markers=5)
    table, other = cutoff.trend(markers, tte), cutoff.trend(markers.assign(m2=markers["m2"] * 1000), tte)
    assert other["p_grid"].tolist() == pytest.approx(table["p_grid"].tolist())
