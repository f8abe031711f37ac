"""Kinetics of an infusion worked by hand: peak, disappearance, area, half-life, what was there before."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates import persistence
from analysis.estimates.persistence.blood import after_infusion, area, kinetics
from tests.estimates.persistence.rows import ddpcr, one


def test_peak_and_its_time_stand_with_the_sampled_times_around():
    found = one((-0.5, None), (1, 800.0), (4, None), (24, None), lod=5.0)
    assert found[["cmax", "tmax", "tmax_low", "tmax_high"]].tolist() == [800, 1, 0, 4]
    assert found[["undetectable", "last_detected"]].tolist() == [4, 1]


def test_of_equal_peaks_the_first_counts_and_the_sample_before_the_infusion_never():
    assert one((-1, 90.0), (1, 50.0), (4, 50.0))["tmax"] == 1


def test_undetectable_is_the_time_from_which_nothing_is_seen_any_more():
    assert one((1, 50.0), (2, None), (4, 20.0), (8, None), (24, None))["undetectable"] == 8
    last = one((1, 50.0), (2, None), (4, 20.0))
    assert np.isnan(last["undetectable"])
    assert "detected in the last sample" in last["note"]


def test_a_detected_sample_below_quantification_is_not_undetectable():
    assert one((1, 50.0), (4, 6.0), (24, None), lod=3.0)["undetectable"] == 24


def test_when_all_are_below_the_limit_there_is_no_peak_only_its_bound():
    found = one((-1, None), (1, None), (4, None))
    assert found[["cmax", "tmax", "undetectable", "half_life"]].isna().all()
    assert found["cmax_limit"] == 10
    assert "nothing quantified; never detected" in found["note"]
    assert found[["auc_low", "auc", "auc_high"]].tolist() == [0, 20, 40]  # below 10 for 4 hours


def test_area_is_linear_up_and_logarithmic_down():
    # 0 to 2: (10 + 30) / 2 × 2 = 40; 2 to 6: (30 − 10) × 4 / ln 3 = 72.82
    assert area(np.array([0, 2, 6]), np.array([10, 30, 10])) == pytest.approx(40 + 80 / np.log(3))
    assert one((0, 10.0), (2, 30.0), (6, 10.0), lloq=1)["auc"] == pytest.approx(112.8192, abs=1e-4)


def test_samples_below_the_limit_bound_the_area():
    found = one((-0.5, None), (1, 100.0), (4, None), lloq=20)
    assert found["auc_low"] == pytest.approx(50)  # 1 × 100 / 2, then a fall to nothing
    assert found["auc"] == pytest.approx(55 + 3 * 90 / np.log(10))
    assert found["auc_high"] == pytest.approx(60 + 3 * 80 / np.log(5))


def test_without_a_sample_before_the_infusion_there_is_no_area():
    found = one((1, 100.0), (4, 50.0))
    assert np.isnan(found["auc"])
    assert "no sample before the infusion" in found["note"]


@given(st.lists(st.floats(0.1, 1000), min_size=2, max_size=8))
def test_the_area_lies_between_its_smallest_and_largest_step(values):
    hours = np.arange(len(values), dtype=float)
    steps = list(zip(values[:-1], values[1:], strict=True))
    low, high = sum(map(min, steps)), sum(map(max, steps))
    assert low * (1 - 1e-9) <= area(hours, np.array(values)) <= high * (1 + 1e-9)


def test_half_life_of_an_exponential_fall_is_exact():
    found = one((1, 800.0), (3, 400.0), (5, 200.0), (7, 100.0), (9, 50.0))
    assert found["half_life"] == pytest.approx(2)
    assert found["half_life_points"] == 4
    assert found["half_life_low"] <= found["half_life"] <= found["half_life_high"]


def test_limits_of_the_half_life_are_those_of_the_slope_with_n_minus_2_degrees_of_freedom():
    # ln values 6, 5, 4.5, 3.5 at 2, 4, 6, 8 hours: slope −0.4, residuals 0.05, −0.15, 0.15, −0.05: SE √(0.05 / 2 / 20)
    falls = [(hours, float(np.exp(height))) for hours, height in ((2, 6), (4, 5), (6, 4.5), (8, 3.5))]
    found = one((1, 800.0), *falls)
    reach = 4.302653 * np.sqrt(0.05 / 2 / 20)  # t of two degrees of freedom
    expected = [np.log(2) / slope for slope in (0.4, 0.4 + reach, 0.4 - reach)]
    assert found[["half_life", "half_life_low", "half_life_high"]].tolist() == pytest.approx(expected, rel=1e-6)


def test_a_fall_that_may_be_none_has_no_upper_limit_of_its_half_life():
    found = one((1, 800.0), (2, 400.0), (4, 500.0), (6, 200.0))
    assert found["half_life"] > found["half_life_low"] > 0
    assert found["half_life_high"] == np.inf


def test_half_life_needs_three_quantified_points_after_the_peak():
    found = one((1, 800.0), (3, 400.0), (5, 200.0), (7, None))
    assert np.isnan(found["half_life"])
    assert "half-life not estimable: 2 of 3 points after the peak" in found["note"]


def test_half_life_stops_at_the_first_censored_sample():
    found = one((1, 800.0), (3, 400.0), (5, None), (7, 100.0), (9, 50.0))
    assert found["half_life_points"] == 1
    assert np.isnan(found["half_life"])


def test_what_is_left_before_the_next_infusion_is_a_share_of_the_peak_before():
    first = [("1", 1, 1, 800.0), ("1", 2, -0.5, 20.0), ("1", 2, 1, 500.0), ("1", 3, -0.5, None)]
    rows = ddpcr(*first, ("1", 3, 1, 400.0), ("1", 5, -0.5, 20.0))
    found = kinetics(after_infusion(rows)).set_index("INFUSION")
    assert found.loc[2, "carry_over"] == pytest.approx(0.025)
    assert found.loc[3, "carry_over_limit"] == pytest.approx(0.02)
    assert found.loc[[1, 5], "carry_over"].isna().all()  # the infusion before the fifth was not sampled


def test_samples_beyond_the_horizon_do_not_count():
    rows = after_infusion(ddpcr(("1", 1, 0, 1.0), ("1", 1, 1, 50.0), ("1", 1, 30, 90.0), lloq=0.5))
    assert kinetics(rows, horizon=24)["cmax"].tolist() == [50]


def test_no_samples_give_an_empty_table():
    found = kinetics(after_infusion(ddpcr()))
    assert found.empty
    assert {"cmax", "auc", "half_life", "note"} <= set(found)
    assert persistence.summaries.summary(found).empty
