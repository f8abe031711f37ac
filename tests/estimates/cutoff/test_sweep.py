"""The table of a sweep."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import cutoff
from analysis.estimates.cutoff.permutation import DECILES
from analysis.estimates.cutoff.sweep import results, trend_results
from analysis.estimates.efficacy.rows import ratios
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
    assert 0 < row["p_value"] < 0.05
    assert row["note"] == "separated: no event in the low group while the high group was at risk"


def test_every_cell_has_the_primary_ratio_and_the_exact_statistic_of_a_comparison_of_its_groups():
    for markers, tte in (eight(markers=2), twenty()):
        table = cutoff.sweep(markers, tte, permutations=20)
        for row in table[table["p_log_rank"].notna()].drop_duplicates("split").to_dict("records"):
            group = (markers[row["marker"]] > row["cutoff"]).map({True: "high", False: "low"})
            ours = ratios(tte, group, reference="low").query("role == 'primary'").iloc[0]
            values = ["estimate", "conf_low", "conf_high", "p_value"]
            assert [row[name] for name in values] == pytest.approx(ours[values].tolist(), rel=1e-6, nan_ok=True)
            assert (row["method"], row["reason"]) == (ours["method"], ours["reason"])
            exact = log_rank_exact(tte, group).iloc[0]
            assert [row["chisq_permuted"], row["p_exact"]] == pytest.approx(exact[["estimate", "p_value"]].tolist())


def test_a_permutation_p_of_drawn_orders_is_not_called_exact():
    rng = np.random.default_rng(2)
    tte = pd.DataFrame({"time": rng.exponential(9, 24), "event": True}, [f"s{n}" for n in range(24)])
    rows = results(cutoff.sweep(pd.DataFrame({"x": rng.random(24)}, tte.index), tte, permutations=20), endpoint="OS")
    primary = rows[rows["role"] == "primary"].groupby("estimand")["method"].unique()
    assert primary["log_rank"].tolist() == ["log-rank; permutation, drawn at random"]
    assert primary["hazard_ratio"].tolist() == ["Cox; Efron; profile"]


def test_a_marker_with_one_value_for_everyone_is_not_split():
    markers, tte = eight(markers=1)
    table = cutoff.sweep(markers.assign(none=0.0), tte)
    flat = table[table["marker"] == "none"]
    assert flat[["estimate", "p_log_rank", "p_grid"]].isna().all(axis=None)
    assert set(flat["note"]) == {"the same in every subject: no cut-off divides them"}
    alone = cutoff.sweep(markers[[]].assign(none=0.0), tte)
    assert alone["p_grid"].isna().all()
    assert not alone["separated"].any()


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
    for some, method in ((tte, "profile"), (tte.assign(event=tte["event"] & (np.arange(20) % 2 == 0)), "firth")):
        table = cutoff.trend(markers, some, permutations=20).set_index("marker")
        expected = hazard_ratio_per(some, markers["y"], unit=markers["y"].std(), method=method).iloc[0]
        assert table.loc["y", ["estimate", "method"]].tolist() == expected[["estimate", "method"]].tolist()
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
    primary = rows[(rows["role"] == "primary") & (rows["estimand"] == "log_rank")]
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
    assert rows["group"].tolist() == [*(f"per {markers[name].std():.3g} (1 SD)" for name in "xyz"), "per SD"]


@pytest.mark.parametrize(("unit", "zero"), [(1000, 0), (1, 50)])
def test_the_unit_and_the_zero_of_one_marker_decide_nothing_also_where_it_is_not_known_of_all(unit, zero):
    markers, tte = eight(markers=5)
    markers.iloc[2, 2] = np.nan
    table, other = cutoff.trend(markers, tte), cutoff.trend(markers.assign(m2=markers["m2"] * unit + zero), tte)
    for name in ("p_exact", "p_grid"):
        assert other[name].tolist() == pytest.approx(table[name].tolist())


@pytest.mark.parametrize(("events", "said"), [(2, False), (3, True)])
def test_a_separated_ratio_is_printed_from_three_events_that_both_groups_were_at_risk_of(events, said):
    tte = pd.DataFrame({"time": np.arange(1.0, 9), "event": np.arange(8) < events}, index=list("abcdefgh"))
    row = cutoff.sweep(pd.DataFrame({"m": [1.0] * 4 + [0] * 4}, tte.index), tte, quantiles=[0.5]).iloc[0]
    assert row["separated"]
    assert np.isfinite(row["estimate"]) == said
    assert row["conf_low"] > 0
