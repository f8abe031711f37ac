"""A continuous value against survival: against R on the NCCTG lung data, and where it must refuse."""

import numpy as np
import pandas as pd
import pytest
from lifelines.datasets import load_lung

from analysis.estimates import continuous
from analysis.estimates.survival.cox import hazard_ratio_per

# R 4.2, survival: lung; knots at quantile(age, c(.1, .5, .9)); b the bend of spline_basis;
# f1 <- coxph(Surv(time, status) ~ age); f2 <- coxph(Surv(time, status) ~ age + b)


@pytest.fixture(scope="module")
def lung():
    frame = load_lung()
    tte = pd.DataFrame({"time": frame["time"].astype(float), "event": frame["status"].eq(1)})
    return tte, frame["age"].astype(float)


def test_hazard_ratio_per_ten_years_agrees_with_r(lung):
    row = continuous.comparison(*lung, endpoint="OS", grouping="age").iloc[0]
    found = row[["estimate", "conf_low", "conf_high", "p_value"]].astype(float).tolist()
    assert found == pytest.approx([1.2058706, 1.00692452, 1.44412403, 0.041853131], abs=1e-7)
    assert (row["group"], row["n"], row["n_event"]) == ("per 10", 228, 165)


def test_the_test_of_a_curve_agrees_with_r(lung):
    row = continuous.nonlinearity(*lung).iloc[0]  # anova(f1, f2)
    assert (row["estimate"], row["p_value"]) == pytest.approx((0.3721299591, 0.54184554), abs=1e-6)


def test_the_curve_agrees_with_r_at_75_years(lung):
    curve = continuous.curve(*lung, points=44).set_index("value")
    assert curve.loc[75].tolist() == pytest.approx([1.40158563, 0.92237891, 2.12975631], abs=1e-5)
    assert curve.loc[63].tolist() == pytest.approx([1, 1, 1])  # the median is the reference


def test_beyond_the_outer_knots_the_basis_is_straight():
    basis = continuous.spline_basis(np.array([-3.0, -2, -1, 0, 11, 12, 13]), [0, 4, 10])
    assert basis[:4, 1].tolist() == [0, 0, 0, 0]
    assert np.diff(basis[4:, 1], 2) == pytest.approx([0])


def test_a_value_known_later_counts_each_subject_from_its_own_day_as_in_r(lung):
    tte, age = lung
    known = pd.Series(30.0 * (1 + np.arange(228) % 5), tte.index)
    rows = continuous.comparison(tte, age, endpoint="OS", grouping="age", known_at=known)
    later = rows[~rows["naive"]].set_index("method")[["estimate", "conf_low", "conf_high", "p_value"]].astype(float)
    # R: coxph(Surv(entry, time, status) ~ I(age / 10), lung, entry < time), profile by uniroot over an offset
    wald = [1.065500982630, 0.877561856893, 1.293689254003, 0.521649337861]
    profile = [1.065500982630, 0.879407207091, 1.296866470853, 0.520080660464]
    assert later.loc["Cox; Efron; Wald; delayed entry"].tolist() == pytest.approx(wald, rel=1e-7)
    assert later.loc["Cox; Efron; profile; delayed entry"].tolist() == pytest.approx(profile, rel=1e-6)
    assert set(rows.loc[~rows["naive"], "n"]) == {200}
    assert rows.loc[rows["role"] == "primary", "method"].tolist() == ["Cox; Efron; profile; delayed entry"]
    assert rows.loc[rows["naive"], "note"].str.startswith("naive").all()


def test_a_value_that_all_know_on_one_day_has_the_ratio_of_the_landmark_of_that_day(lung):
    tte, age = lung
    rows = continuous.comparison(tte, age, endpoint="OS", grouping="age", known_at=60.0)
    later = tte[tte["time"] > 60].assign(time=lambda kept: kept["time"] - 60)
    landmark = continuous.comparison(later, age, endpoint="OS", grouping="age")
    own, values = rows[~rows["naive"]], ["estimate", "conf_low", "conf_high", "p_value", "n", "n_event"]
    plain = landmark[landmark["estimand"] == "hazard_ratio"]
    assert own[values].to_numpy(float) == pytest.approx(plain[values].to_numpy(float), rel=1e-9)


def test_who_never_has_the_value_in_time_and_a_value_always_highest_at_risk_are_told():
    tte = pd.DataFrame({"time": [2.0, 4, 6, 8, 10], "event": True}, index=list("abcde"))
    value = pd.Series([9.0, 5, 4, 3, 2], tte.index)
    known = pd.Series([3.0, 1, 1, np.nan, 1], tte.index)  # a dies before it is known, d never knows
    rows = continuous.comparison(tte, value, endpoint="OS", grouping="x", known_at=known)
    own = rows[~rows["naive"]].set_index("role")
    assert own.loc["primary", ["n", "method"]].tolist() == [3, "Cox; Efron; Firth; delayed entry"]
    assert own.loc["primary", "separated"]
    assert own.loc["sensitivity", "reason"].str.startswith("monotone likelihood").all()
    late = known.mask(tte["time"] > 3, tte["time"])
    never = continuous.comparison(tte, value, endpoint="OS", grouping="x", known_at=late)
    assert never.loc[~never["naive"], "reason"].tolist() == ["fewer than two different values"]


def test_an_entry_after_the_end_of_follow_up_is_an_error(lung):
    with pytest.raises(ValueError, match="entry of .* is missing or not before its time"):
        hazard_ratio_per(*lung, entry=lung[0]["time"])


def test_a_value_without_a_time_of_knowledge_is_an_error(lung):
    with pytest.raises(ValueError, match="expected when the value becomes known"):
        continuous.comparison(*lung, endpoint="OS", grouping="age", known_at=np.nan)


def test_fewer_than_30_events_or_equal_values_are_not_estimable_with_the_reason(lung):
    tte, age = lung
    few = continuous.nonlinearity(tte.iloc[:20], age).iloc[0]
    assert np.isnan(few["estimate"])
    assert "events, a curve needs 30" in few["note"]
    assert continuous.curve(tte.iloc[:20], age).empty
    assert "three knots" in continuous.nonlinearity(tte, age * 0 + (age > 60)).iloc[0]["note"]
    rows = continuous.comparison(tte, age * 0, endpoint="OS", grouping="age")
    assert rows["note"].str.startswith("not estimable").all()


def test_a_curve_that_cannot_be_estimated_is_not_listed(lung):
    tte, age = lung
    options = {"endpoint": "OS", "grouping": "age"}
    assert "nonlinearity" in set(continuous.comparison(tte, age, **options)["estimand"])
    assert set(continuous.comparison(tte.iloc[:20], age, **options)["estimand"]) == {"hazard_ratio"}


def test_two_different_values_are_enough_for_a_ratio(lung):
    rows = continuous.comparison(lung[0], (lung[1] > 60) * 1.0, endpoint="OS", grouping="age")
    assert rows.loc[rows["estimand"] == "hazard_ratio", "estimate"].notna().all()
