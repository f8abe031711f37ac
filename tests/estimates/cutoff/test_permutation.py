"""Adjusted P values as full enumeration and R's coin give them."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.estimates import cutoff, survival
from analysis.estimates.cutoff import permutation
from analysis.estimates.cutoff.fits import log_rank
from analysis.estimates.cutoff.permutation import DECILES, adjusted
from analysis.estimates.cutoff.splits import grid
from tests.estimates.cutoff.samples import eight, twenty


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


@pytest.mark.parametrize("make", [eight, twenty])
def test_without_permutations_nothing_is_adjusted_and_all_else_is_the_same(make):
    markers, tte = make()
    settings, looked = {"quantiles": [0.3, 0.5]}, ["p_exact", "p_marker", "p_grid"]
    without, some = (cutoff.sweep(markers, tte, permutations=n, **settings) for n in (0, 50))
    assert without[["p_marker", "p_grid"]].isna().all(axis=None)
    pd.testing.assert_frame_equal(without.drop(columns=looked), some.drop(columns=looked))
    numbers = cutoff.trend(markers, tte, permutations=0)
    assert numbers[["p_exact", "p_grid"]].isna().all(axis=None)
    row = cutoff.chance(without, markers, tte, permutations=0, **settings).iloc[0]
    assert row[["expected", "p_any", "p_found", "smallest_grid"]].isna().all()
    assert row["found"] == (without["p_log_rank"] < 0.05).sum()


@pytest.mark.parametrize("wrong", [-1, 0.5])
def test_a_number_of_permutations_that_is_none_is_refused(wrong):
    markers, tte = twenty()
    with pytest.raises(ValueError, match=f"permutations: {wrong}; expected a whole number, 0 for none"):
        cutoff.sweep(markers, tte, permutations=wrong)


@pytest.mark.parametrize("tile", [1, 5, 12, 10_000])
def test_p_values_are_the_same_however_many_markers_are_taken_at_a_time(monkeypatch, tile):
    markers, tte = twenty()
    markers = markers.assign(**{f"m{n}": np.roll(markers["x"], n) for n in range(1, 6)})
    markers.iloc[:3, 2] = np.nan  # a family of its own
    whole, chance = (made(cutoff.sweep(markers, tte, permutations=300)) for made in (
        lambda table: table, lambda table: cutoff.chance(table, markers, tte, permutations=300)))  # fmt: skip
    monkeypatch.setattr(permutation, "TILE", tile)
    again = cutoff.sweep(markers, tte, permutations=300)
    pd.testing.assert_frame_equal(whole, again)
    pd.testing.assert_frame_equal(chance, cutoff.chance(again, markers, tte, permutations=300))


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


@pytest.mark.parametrize(("n", "markers", "drawn"), [(6, 10, 10_000), (24, 6, 199)])
def test_over_200_shuffles_the_family_wise_error_is_at_most_nominal(n, markers, drawn):
    rng = np.random.default_rng(n)
    index = [f"S{i}" for i in range(n)]
    values = pd.DataFrame(rng.random((n, markers)), index)
    tte = pd.DataFrame({"time": rng.exponential(size=n), "event": rng.random(n) < 0.75}, index)
    raw = corrected = 0
    for seed in range(200):
        dealt = tte.sample(frac=1, random_state=seed).set_axis(index)
        families = grid(values, dealt, DECILES, 1).families
        difference, variance = log_rank(families[0].line, families[0].high)
        raw += (stats.chi2.sf(difference**2 / np.maximum(variance, 1e-12), 1) < 0.05).any()
        corrected += (adjusted(families, n, drawn, seed).grid < 0.05).any()
    assert corrected <= stats.binom.ppf(0.999, 200, 0.05)
    assert raw > 100


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


def test_of_one_split_the_expected_number_is_the_chance_to_find_any():
    markers, tte = eight(markers=1)
    tte["event"] = True
    table = cutoff.sweep(markers, tte, quantiles=[0.5])
    row = cutoff.chance(table, markers, tte, quantiles=[0.5]).iloc[0]
    assert row["p_any"] == row["expected"] > 0


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
