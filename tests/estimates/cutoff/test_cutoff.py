"""The sweep: cut-offs as R takes them, adjusted P values as coin and as full enumeration give them, the null."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.estimates import cutoff, survival
from analysis.estimates.cutoff.splits import cutoffs
from analysis.estimates.survival.cox import hazard_ratio_per
from analysis.estimates.survival.rank import log_rank_exact
from tests.estimates.cutoff.test_fits import cohort

CD = "CD56+PD-L1+"


def eight(seed=0, markers=3):
    """Eight subjects, six events, some markers."""
    rng = np.random.default_rng(seed)
    index = pd.Index([f"S{i}" for i in range(8)], name="USUBJID")
    tte = pd.DataFrame({"time": np.arange(1, 9) * 3.0, "event": [True] * 6 + [False] * 2}, index)
    return pd.DataFrame(rng.random((8, markers)), index, columns=[f"m{i}" for i in range(markers)]), tte


def twenty():
    """The cohort n = 20, s = 3 of the engine's tests with three markers, as recorded from R."""
    time, event, x = cohort(20, 3)
    i = np.arange(1, 21)
    index = [f"S{n}" for n in i]
    markers = pd.DataFrame({"x": x, "y": (i * 7) % 11, "z": (i * 9) % 17}, index, dtype=float)
    return markers, pd.DataFrame({"time": time, "event": event}, index)


def test_a_table_has_one_row_per_marker_and_quantile_in_their_order():
    table = cutoff.sweep(*eight())
    assert len(table) == 27
    assert table["marker"].tolist() == ["m0"] * 9 + ["m1"] * 9 + ["m2"] * 9
    assert table["quantile"].tolist()[:9] == list(cutoff.DECILES)


@pytest.mark.parametrize("n", [2, 3, 8, 11, 20, 21, 41, 101])
def test_cutoffs_are_quantiles_of_type_7_and_hit_values_exactly(n):
    values = np.random.default_rng(n).random((n, 4))
    found = cutoffs(values, cutoff.DECILES)
    np.testing.assert_allclose(found, np.quantile(values, cutoff.DECILES, axis=0), rtol=1e-12)
    if n in (11, 21, 41, 101):  # each decile is then one of the values, to the last bit
        assert np.isin(found, values).all()


def test_a_quantile_that_rounding_puts_a_hair_above_a_value_is_that_value():
    assert 0.55 * 100 > 55
    assert cutoffs(np.arange(101.0)[:, None] / 7, [0.55])[0, 0] == 55 / 7


def test_high_is_above_the_cutoff_so_a_value_on_it_is_low():
    markers, tte = eight()
    markers["m0"] = np.arange(8.0)
    table = cutoff.sweep(markers[["m0"]], tte, quantiles=[1 / 7, 0.5])
    assert table["cutoff"].tolist() == [1.0, 3.5]
    assert table["n_high"].tolist() == [6, 4]


def test_eight_subjects_give_seven_distinct_splits_at_nine_deciles():
    table = cutoff.sweep(*eight(markers=1))
    assert table["split"].nunique() == 7
    assert table.loc[table["note"].str.contains("same split as at 30%"), "quantile"].tolist() == [0.4]
    assert table.loc[table["note"].str.contains("same split as at 60%"), "quantile"].tolist() == [0.7]


def test_markers_that_rank_subjects_alike_share_their_splits():
    markers, tte = eight(markers=1)
    table = cutoff.sweep(markers.assign(again=markers["m0"] ** 2, mirrored=-markers["m0"]), tte)
    same = table.pivot(index="quantile", columns="marker", values="split")
    assert (same["m0"] == same["again"]).all()
    assert (same["m0"] != same["mirrored"]).all()


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
    assert set(flat["note"]) == {"no subject above the cut-off"}
    assert cutoff.sweep(markers[[]].assign(none=0.0), tte)["p_grid"].isna().all()


def test_groups_below_the_smallest_size_are_left_out_of_test_and_adjustment():
    table = cutoff.sweep(*eight(), min_group=3)
    small = table[["n_high", "n_low"]].min(axis=1) < 3
    assert table.loc[small, "p_grid"].isna().all()
    assert table.loc[small, "note"].str.contains("fewer than 3").all()
    assert (table.loc[~small, "p_grid"] <= cutoff.sweep(*eight()).loc[~small, "p_grid"] + 1e-12).all()


def test_missing_markers_and_outcomes_are_dropped_before_the_quantiles_and_counted():
    markers, tte = eight(markers=2)
    markers.iloc[2, 1] = np.nan
    table = cutoff.sweep(markers, tte.drop("S7"), quantiles=[0.5]).set_index("marker")
    assert table["n"].tolist() == [7, 6]
    assert table["n_missing"].tolist() == [0, 1]
    kept = markers["m1"].drop(["S2", "S7"])
    assert table.loc["m1", "cutoff"] == np.quantile(kept, 0.5)
    group = pd.Series(np.where(kept > kept.median(), "high", "low"), kept.index)
    assert table.loc["m1", "chisq"] == pytest.approx(survival.log_rank(tte, group)["estimate"][0])
    assert table.loc["m1", "p_exact"] == pytest.approx(log_rank_exact(tte, group)["p_value"][0])


def test_a_marker_without_any_value_says_so():
    markers, tte = eight(markers=2)
    table = cutoff.sweep(markers.assign(m1=np.nan), tte, quantiles=[0.5])
    assert table["note"].tolist()[1] == "no subject has both this marker and an outcome"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"quantiles": [0, 0.5]}, "expected numbers between 0 and 1"),
        ({"quantiles": []}, "expected numbers between 0 and 1"),
        ({"markers": "doubled"}, "S0 more than once"),
        ({"markers": "words"}, "hold no numbers"),
    ],
)
def test_bad_input_is_named(change, message):
    markers, tte = eight()
    if change.get("markers") == "doubled":
        markers = pd.concat([markers, markers.iloc[:1]])
    if change.get("markers") == "words":
        markers = markers.astype(str)
    with pytest.raises(ValueError, match=message):
        cutoff.sweep(markers, tte, quantiles=change.get("quantiles", [0.5]))


# ---- Adjustment ------------------------------------------------------------------------------------------------


def by_brute_force(markers, tte, table):
    """P of each row alone, over its marker and over the grid, from every order of the outcomes, one at a time."""
    scores = survival.rank.log_rank_scores(tte["time"].to_numpy(), tte["event"].to_numpy())
    n, high = len(tte), []
    for row in table.to_dict("records"):
        values = markers.loc[tte.index, row["marker"]].to_numpy()
        high.append(values > row["cutoff"])
    high = np.array(high).T
    spread = np.sqrt((scores**2).sum() / (n - 1) * high.sum(0) * (n - high.sum(0)) / n)
    drawn = np.array([np.abs(scores[list(order)] @ high) / spread for order in permutations(range(n))])
    observed = np.abs(scores @ high) / spread - 1e-9
    marker = table["marker"].to_numpy()
    of_marker = np.column_stack([drawn[:, marker == name].max(1) for name in marker])
    return (drawn >= observed).mean(0), (of_marker >= observed).mean(0), (drawn.max(1)[:, None] >= observed).mean(0)


def test_adjusted_p_values_are_those_of_every_order_of_the_outcomes():
    markers, tte = eight(seed=5)
    markers, tte = markers.iloc[:6], tte.iloc[:6]
    table = cutoff.sweep(markers, tte)
    for name, expected in zip(("p_exact", "p_marker", "p_grid"), by_brute_force(markers, tte, table), strict=True):
        np.testing.assert_allclose(table[name], expected, atol=1e-12)


def test_permutation_p_of_one_split_is_coins():
    # coin 1.4-2: logrank_test(Surv(time, event) ~ g, distribution = "exact", ties.method = "mid-ranks")
    markers, tte = twenty()
    assert cutoff.sweep(markers[["x"]], tte, quantiles=[0.5])["p_exact"][0] == pytest.approx(0.685228084609, abs=1e-11)


def test_adjusted_p_values_are_within_monte_carlo_error_of_coins():
    # coin: independence_test(Surv(time, event) ~ splits, ytrafo = logrank_trafo(mid-ranks),
    #   distribution = approximate(nresample = 1e6)): maxT 1.465313, P 0.93428 over three markers; 0.858087 over x alone
    markers, tte = twenty()
    table = cutoff.sweep(markers, tte, permutations=20_000)
    assert table["p_grid"].min() == pytest.approx(0.93428, abs=4 * np.sqrt(0.93 * 0.07 / 20_000))
    x = table[table["marker"] == "x"]
    assert x["p_marker"].min() == pytest.approx(0.858087, abs=4 * np.sqrt(0.86 * 0.14 / 20_000))


def test_drawn_orders_count_the_observed_one_and_depend_on_the_seed_alone():
    markers, tte = twenty()
    settings = {"permutations": 99, "quantiles": [0.5]}
    tables = [cutoff.sweep(markers, tte, seed=seed, **settings) for seed in (1, 1, 2)]
    pd.testing.assert_frame_equal(tables[0], tables[1])
    assert not tables[0]["p_grid"].equals(tables[2]["p_grid"])
    assert (tables[0]["p_grid"] * 100).round(9).mod(1).eq(0).all()


def test_a_p_is_never_smaller_after_more_looks():
    for markers, tte in (eight(markers=6), twenty()):
        table = cutoff.sweep(markers, tte)
        assert (table["p_grid"] >= table["p_marker"] - 1e-12).all()
        assert (table["p_exact"] >= table["p_smallest"] - 1e-12).all()


def test_the_smallest_p_of_one_against_seven_and_four_against_four_is_an_eighth_and_two_in_seventy():
    markers, tte = eight(markers=1)
    tte["event"] = True
    table = cutoff.sweep(markers, tte).set_index("n_high")
    assert table["p_smallest"][1] == 1 / 8
    assert table["p_smallest"][4] == pytest.approx(2 / 70)


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


# ---- Chance ----------------------------------------------------------------------------------------------------


def test_the_number_expected_by_chance_is_the_mean_over_every_order():
    markers, tte = eight(seed=2, markers=2)
    markers, tte = markers.iloc[:4], tte.iloc[:4]
    counts = []
    for order in permutations(range(4)):
        dealt = tte.iloc[list(order)].set_axis(tte.index)
        counts.append((cutoff.sweep(markers, dealt)["p_log_rank"] < 0.05).sum())
    row = cutoff.chance(cutoff.sweep(markers, tte), markers, tte).iloc[0]
    found = (cutoff.sweep(markers, tte)["p_log_rank"] < 0.05).sum()
    assert row["found"] == found
    assert row["expected"] == pytest.approx(np.mean(counts))
    assert row["p_any"] == pytest.approx(np.mean(np.array(counts) >= 1))
    assert row["p_found"] == pytest.approx(np.mean(np.array(counts) >= found))


def test_31_markers_at_nine_deciles_of_eight_subjects_give_about_26_small_p_values_by_chance():
    rng = np.random.default_rng(11)
    markers, tte = eight()
    tte["event"] = True
    markers = pd.DataFrame(rng.random((8, 31)), markers.index, columns=[f"m{i}" for i in range(31)])
    row = cutoff.chance(cutoff.sweep(markers, tte), markers, tte).iloc[0]
    # the true sizes of a nominal 5 % log-rank test are 12.5, 10.7, 8.9, 5.7 % for 1, 2, 3, 4 of 8 in a group
    expected = 31 * (2 * 1 / 8 + 2 * 6 / 56 + 4 * 5 / 56 + 4 / 70)
    assert row["expected"] == pytest.approx(expected, rel=0.02)
    assert row["p_any"] > 0.99


def test_beyond_enumeration_the_expected_number_is_near_the_nominal_share():
    markers, tte = twenty()
    row = cutoff.chance(cutoff.sweep(markers, tte), markers, tte, permutations=2000).iloc[0]
    assert row["expected"] / row["cells"] == pytest.approx(0.05, abs=0.02)


def test_the_smallest_attainable_grid_p_bounds_every_p():
    for markers, tte in (eight(), twenty()):
        table, row = cutoff.sweep(markers, tte), cutoff.chance(cutoff.sweep(markers, tte), markers, tte).iloc[0]
        assert table["p_grid"].min() >= row["smallest_grid"] - 1e-12


@pytest.mark.parametrize(("n", "markers", "drawn"), [(6, 10, 10_000), (24, 6, 199)])
def test_over_200_shuffles_the_family_wise_error_is_at_most_nominal(n, markers, drawn):
    rng = np.random.default_rng(n)
    index = [f"S{i}" for i in range(n)]
    values = pd.DataFrame(rng.random((n, markers)), index)
    tte = pd.DataFrame({"time": rng.exponential(size=n), "event": rng.random(n) < 0.75}, index)
    raw = adjusted = 0
    for seed in range(200):
        dealt = tte.sample(frac=1, random_state=seed).set_axis(index)
        table = cutoff.sweep(values, dealt, permutations=drawn, seed=seed)
        raw, adjusted = raw + (table["p_log_rank"] < 0.05).any(), adjusted + (table["p_grid"] < 0.05).any()
    assert adjusted <= stats.binom.ppf(0.999, 200, 0.05)
    assert raw > 100


# ---- Trend -----------------------------------------------------------------------------------------------------


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
    assert table.loc["flat", "note"] == "one value for everyone"
