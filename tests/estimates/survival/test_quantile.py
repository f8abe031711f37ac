"""Medians by each named convention: by hand, as R prints them, as the SPSS-type formula gives them, and by law."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates import survival
from analysis.estimates.survival.quantile import quantile_survival
from tests.estimates.survival.samples import frame, lung, subjects


def dead(*times):
    return pd.DataFrame({"time": [float(t) for t in times], "event": True})


def median(tte, **settings):
    return survival.median_survival(tte, **settings).iloc[0]


def test_the_median_is_the_first_time_the_curve_is_below_one_half():
    assert median(dead(3, 1, 7))["estimate"] == 3


def test_on_a_plateau_at_one_half_the_midpoint_or_its_beginning_is_taken_by_rule():
    assert median(dead(1, 2, 5, 9))["estimate"] == 3.5
    assert median(dead(1, 2, 5, 9), rule="first")["estimate"] == 2


@pytest.mark.parametrize("n", range(2, 61, 2))
def test_one_half_is_recognised_although_the_product_misses_it_by_rounding(n):
    assert median(dead(*range(1, n + 1)))["estimate"] == n / 2 + 0.5


def test_a_curve_that_ends_on_one_half_gives_the_beginning_of_the_plateau():
    # R: print(survfit(Surv(c(1,2,3,4), c(1,1,0,0)) ~ 1)) prints median 2, LCL 1, UCL NA
    tte = pd.DataFrame({"time": [1.0, 2, 3, 4], "event": [True, True, False, False]})
    row = median(tte, conf_type="log")
    assert (row["estimate"], row["conf_low"]) == (2, 1)
    assert np.isnan(row["conf_high"])


def test_the_plateau_ends_at_the_next_event_and_not_at_a_censoring():
    # R: survfit(Surv(c(1,2,3,4), c(1,1,0,1)) ~ 1) prints median 3
    tte = pd.DataFrame({"time": [1.0, 2, 3, 4], "event": [True, True, False, True]})
    assert median(tte)["estimate"] == 3


@pytest.mark.parametrize(("conf_type", "low", "high"), [("log", 285, 363), ("log-log", 284, 361), ("plain", 284, 361)])
def test_the_median_of_the_lung_trial_equals_r(conf_type, low, high):
    # R: survfit(Surv(time, status) ~ 1, lung, conf.type = conf_type)
    row = median(lung()[0], conf_type=conf_type)
    assert (row["estimate"], row["conf_low"], row["conf_high"], row["n"], row["n_event"]) == (310, low, high, 228, 165)


def test_medians_of_the_lung_trial_by_sex_equal_r():
    # R: summary(survfit(Surv(time, status) ~ sex, lung, conf.type = "log-log"))$table
    tte, sex, _ = lung()
    found = [tuple(median(tte[sex == s])[["estimate", "conf_low", "conf_high"]]) for s in "MF"]
    assert found == [(270, 210, 306), (426, 345, 524)]


@pytest.mark.parametrize(("probability", "expected"), [(0.25, (170, 144, 194)), (0.75, (550, 457, 643))])
def test_quartiles_of_the_lung_trial_equal_r(probability, expected):
    # R: quantile(survfit(Surv(time, status) ~ 1, lung, conf.type = "log-log"), c(.25, .75))
    row = quantile_survival(lung()[0], probability).iloc[0]
    assert tuple(row[["estimate", "conf_low", "conf_high"]]) == expected


def test_the_normal_interval_is_median_plus_minus_z_standard_errors_over_the_density_by_hand():
    # Twenty deaths, no censoring before the 14th: S falls by 1/20 each. Ninth death 17.70 (S .55), tenth 27.30 (S .5),
    # eleventh 29.81 (S .45): f = .1/12.11, SE(S) = sqrt(.25/20), so 27.30 -/+ 1.959964 * .1118034 * 121.1.
    times = [1, 2, 3, 4, 5, 6, 7, 8, 17.70, 27.30, 29.81, 31, 32, 33, 40, 41, 42, 43, 44, 45]
    tte = pd.DataFrame({"time": times, "event": [True] * 14 + [False] * 6})
    row = median(tte, conf_type="normal", rule="first")
    assert row["estimate"] == 27.30
    reach = 1.959963984540054 * (0.25 / 20) ** 0.5 * 121.1
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((27.30 - reach, 27.30 + reach), rel=1e-9)
    assert (round(row["conf_low"], 2), round(row["conf_high"], 1)) == (0.76, 53.8)
    assert row["method"] == "Kaplan-Meier; first time; normal"


def test_a_normal_interval_without_events_on_both_sides_is_not_estimable():
    row = median(dead(4, 4, 4), conf_type="normal")
    assert row["estimate"] == 4
    assert np.isnan(row["conf_low"])
    assert row["note"].startswith("interval not estimable")


def test_all_censored_gives_not_reached():
    row = median(pd.DataFrame({"time": [3.0, 4.0], "event": False}))
    assert np.isnan(row[["estimate", "conf_low", "conf_high"]].astype(float)).all()
    assert (row["note"], row["n"], row["n_event"]) == ("not reached", 2, 0)


def test_one_death_alone_is_its_own_median_without_limits():
    row = median(dead(5))
    assert row["estimate"] == 5
    assert np.isnan(row["conf_low"])
    assert np.isnan(row["conf_high"])


def test_all_dead_at_the_same_time_have_that_median():
    assert median(dead(4, 4, 4))["estimate"] == 4


@given(subjects, st.sampled_from(["log", "log-log", "plain", "normal"]), st.sampled_from(["midpoint", "first"]))
def test_a_change_of_unit_changes_the_median_and_its_limits_by_the_same_factor(rows, conf_type, rule):
    tte = frame(rows)
    months = median(tte, conf_type=conf_type, rule=rule)[["estimate", "conf_low", "conf_high"]].astype(float)
    days = median(tte.assign(time=tte["time"] * 30.4375), conf_type=conf_type, rule=rule)
    expected = (months * 30.4375).to_numpy()
    assert days[list(months.index)].to_numpy(float) == pytest.approx(expected, nan_ok=True)


@given(subjects)
def test_the_limits_enclose_the_median_where_both_exist(rows):
    row = median(frame(rows))
    if row[["conf_low", "estimate"]].notna().all():
        assert row["conf_low"] <= row["estimate"]
    if row[["conf_high", "estimate"]].notna().all():
        assert row["estimate"] <= row["conf_high"]


FIVE = pd.DataFrame({"time": [2.0, 4, 6, 8, 10], "event": [True, False, True, False, False]}, index=list("abcde"))


def test_reverse_kaplan_meier_counts_censoring_as_the_event():
    # at risk 5, 4, 3, 2, 1: censored at 4 (S 3/4), 8 (S 3/8): the median is 8
    row = survival.follow_up(FIVE).iloc[0]
    assert (row["estimate"], row["minimum"], row["maximum"], row["n"], row["n_event"]) == (8, 4, 10, 5, 3)
    assert row["method"] == "reverse Kaplan-Meier; log-log"


def test_reverse_kaplan_meier_of_the_lung_trial_equals_r():
    # R: survfit(Surv(time, status == 1) ~ 1, lung, conf.type = "log-log") prints 588 (511-821)
    row = survival.follow_up(lung()[0]).iloc[0]
    assert (row["estimate"], row["conf_low"], row["conf_high"]) == (588, 511, 821)


def test_time_to_cutoff_is_a_plain_median_whatever_happened():
    cutoff = pd.Series([40.0, 50.0, 45.0, np.nan], index=list("abcd"))
    row = survival.follow_up(FIVE, method="time-to-cutoff", time_to_cutoff=cutoff).iloc[0]
    assert (row["estimate"], row["minimum"], row["n"], row["method"]) == (45, 40, 3, "time to cutoff")


def test_observed_time_is_shortened_by_deaths():
    assert survival.follow_up(FIVE, method="observed")["estimate"].iloc[0] == 6


def test_everybody_dead_leaves_follow_up_not_reached():
    row = survival.follow_up(FIVE.assign(event=True)).iloc[0]
    assert np.isnan(row["estimate"])
    assert row["note"] == "not reached"


def test_nobody_dead_makes_reverse_kaplan_meier_the_plain_median():
    assert survival.follow_up(FIVE.assign(event=False))["estimate"].iloc[0] == pytest.approx(6)
