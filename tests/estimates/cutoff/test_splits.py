"""Cut-offs as R takes them, and which of them are the same split."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import cutoff, survival
from analysis.estimates.cutoff.permutation import DECILES
from analysis.estimates.cutoff.splits import cutoffs, group_curves
from analysis.estimates.survival.rank import log_rank_exact
from tests.estimates.cutoff.samples import eight, twenty


@pytest.mark.parametrize("n", [2, 3, 8, 11, 20, 21, 41, 101])
def test_cutoffs_are_quantiles_of_type_7_and_hit_values_exactly(n):
    values = np.random.default_rng(n).random((n, 4))
    found = cutoffs(values, DECILES)
    np.testing.assert_allclose(found, np.quantile(values, DECILES, axis=0), rtol=1e-12)
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


def test_courses_are_the_curves_and_counts_of_the_survival_core():
    markers, tte = twenty()
    high, at = markers["x"] > 5, [0.0, 2.0, 5.0, 40.0]
    group = pd.Series(np.where(high, "high", "low"), tte.index)
    curves = survival.kaplan_meier(tte, group)
    risk = survival.number_at_risk(tte, at, group)
    for course in group_curves(tte, high, at):
        expected = curves[curves["group"] == course.name]
        for time, estimate in zip(course.time, course.estimate, strict=True):
            assert expected[expected["time"] <= time]["estimate"].iloc[-1] == pytest.approx(estimate)
        counts = risk[risk["group"] == course.name]
        for name in ("n_risk", "n_event", "n_censor"):
            assert getattr(course, name).tolist() == counts[name].tolist()
        assert len(course.censored) == (~tte["event"][group == course.name]).sum()
