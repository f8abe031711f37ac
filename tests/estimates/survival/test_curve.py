"""Pointwise limits of a survival probability."""

from fractions import Fraction as F

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.estimates import survival
from analysis.estimates.survival.curve import survival_limits, z_value
from tests.estimates.survival.samples import SIX, frame, lung, subjects


@pytest.mark.parametrize(
    ("conf_type", "limits"),
    [
        # by hand: ten subjects after five deaths, Greenwood's sum 1/5 - 1/10
        ("plain", (0.1901, 0.8099)),
        ("log", (0.2690, 0.9293)),
        ("log-log", (0.1836, 0.7532)),
    ],
)
def test_limits_are_those_by_hand(conf_type, limits):
    low, high = survival_limits(np.array([0.5]), np.array([0.1]), conf_type=conf_type)
    assert (low[0], high[0]) == pytest.approx(limits, abs=1e-4)


def test_at_one_both_limits_are_one_and_at_nothing_there_are_none():
    low, high = survival_limits(np.array([1.0, 0.0]), np.array([0.0, np.inf]), conf_type="log")
    assert (low[0], high[0]) == (1, 1)
    assert np.isnan([low[1], high[1]]).all()


def test_a_level_of_confidence_lies_between_nothing_and_one():
    assert z_value(0.95) == pytest.approx(1.959964, abs=1e-6)
    with pytest.raises(ValueError, match="conf_level is 95"):
        z_value(95)


def test_the_curve_of_six_subjects_is_the_product_worked_by_hand():
    curve = survival.kaplan_meier(SIX)
    by_hand = [F(1), F(5, 6), F(4, 6), F(4, 6) * F(3, 4), F(1, 2) * F(1, 2), F(1, 4)]
    assert curve["time"].tolist() == [0, 1, 4, 6, 8, 9]
    assert curve["n_risk"].tolist() == [6, 6, 5, 4, 2, 1]
    assert curve["n_event"].tolist() == [0, 1, 1, 1, 1, 0]
    assert curve["n_censor"].tolist() == [0, 0, 0, 1, 0, 1]
    assert curve["estimate"].tolist() == pytest.approx([float(s) for s in by_hand])


def test_greenwoods_standard_error_is_the_sum_worked_by_hand():
    terms = F(1, 6 * 5) + F(1, 5 * 4) + F(1, 4 * 3)
    at_6 = survival.kaplan_meier(SIX).set_index("time").loc[6]
    assert at_6["std_error"] == pytest.approx(0.5 * float(terms) ** 0.5)


def test_the_three_intervals_are_symmetric_on_their_own_scale():
    for conf_type, scale in [("plain", float), ("log", np.log), ("log-log", lambda s: np.log(-np.log(s)))]:
        row = survival.survival_rate(SIX, 6, conf_type=conf_type, conf_level=0.5).iloc[0]
        low, middle, high = (scale(row[name]) for name in ("conf_low", "estimate", "conf_high"))
        assert middle - low == pytest.approx(high - middle), conf_type


def test_rates_of_the_lung_trial_equal_r():
    # R: summary(survfit(Surv(time, status) ~ 1, lung, conf.type = type), times = c(180, 365, 1000))
    expected = {
        "log": [(0.665542307130596, 0.782532569925231), (0.344721581795827, 0.485837603547281)],
        "log-log": [(0.6583045284456613, 0.775314690716979), (0.3387142690883233, 0.478380767646914)],
        "plain": [(0.66323938495923207, 0.7801019218602919), (0.33902858384767609, 0.4794546650724527)],
    }
    for conf_type, limits in expected.items():
        rates = survival.survival_rate(lung()[0], [180, 365], conf_type=conf_type)
        assert rates["estimate"].tolist() == pytest.approx([0.7216706534097620, 0.4092416244600644], rel=1e-12)
        assert rates[["conf_low", "conf_high"]].to_numpy() == pytest.approx(np.array(limits), rel=1e-9)
        assert rates["n_risk"].tolist() == [160, 65]


@given(subjects)
def test_without_censoring_the_curve_is_one_minus_the_empirical_distribution(rows):
    tte = frame(rows).assign(event=True)
    curve = survival.kaplan_meier(tte)
    share_alive = [(tte["time"] > t).mean() for t in curve["time"]]
    assert curve["estimate"].to_numpy() == pytest.approx(np.array(share_alive), abs=1e-12)


@given(subjects)
def test_the_curve_never_rises_and_stays_inside_its_limits(rows):
    curve = survival.kaplan_meier(frame(rows))
    assert (curve["estimate"].diff().dropna() <= 0).all()
    known = curve.dropna()
    assert (known["conf_low"] <= known["estimate"] + 1e-12).all()
    assert (known["estimate"] <= known["conf_high"] + 1e-12).all()


@given(subjects, st.randoms())
def test_row_order_changes_nothing(rows, random):
    shuffled = random.sample(rows, len(rows))
    pd.testing.assert_frame_equal(survival.kaplan_meier(frame(rows)), survival.kaplan_meier(frame(shuffled)))


@given(subjects, st.integers(0, 15))
def test_at_risk_events_and_censorings_add_up_to_the_subjects(rows, at):
    row = survival.number_at_risk(frame(rows), at).iloc[0]
    assert row["n_risk"] + row["n_event"] + row["n_censor"] == len(rows)


def test_a_subject_who_leaves_at_a_time_is_still_at_risk_then():
    table = survival.number_at_risk(SIX, [0, 6, 6.5])
    assert table["n_risk"].tolist() == [6, 4, 2]
    assert table["n_event"].tolist() == [0, 2, 3]
    assert table["n_censor"].tolist() == [0, 0, 1]


def test_a_group_has_the_curve_of_its_own_subjects():
    group = pd.Series(["x", "y"] * 3)
    both = survival.kaplan_meier(SIX, group)
    alone = survival.kaplan_meier(SIX[group == "y"])
    together = both[both["group"] == "y"].drop(columns="group").reset_index(drop=True)
    pd.testing.assert_frame_equal(together, alone)


def test_a_rate_after_the_last_censored_subject_is_not_estimable_but_after_the_last_death_it_is_zero():
    row = survival.survival_rate(SIX, 12).iloc[0]
    assert np.isnan(row["estimate"])
    assert row["note"] == "not estimable: after the last observed time 9"
    dead = survival.survival_rate(SIX.assign(event=True), 12).iloc[0]
    assert (dead["estimate"], dead["note"]) == (0, "")


def test_one_subject_censored_has_a_flat_curve_and_one_dead_a_step_to_zero():
    alive = survival.kaplan_meier(pd.DataFrame({"time": [5.0], "event": [False]}))
    dead = survival.kaplan_meier(pd.DataFrame({"time": [5.0], "event": [True]}))
    assert alive["estimate"].tolist() == [1, 1]
    assert dead["estimate"].tolist() == [1, 0]
    assert dead[["conf_low", "conf_high"]].iloc[1].isna().all()


def test_an_event_at_time_zero_follows_the_starting_row():
    curve = survival.kaplan_meier(pd.DataFrame({"time": [0.0, 2.0], "event": [True, False]}))
    assert curve["time"].tolist() == [0, 0, 2]
    assert curve["estimate"].tolist() == [1, 0.5, 0.5]


def test_before_the_first_event_a_rate_of_one_has_no_interval():
    row = survival.survival_rate(SIX, 0.5).iloc[0]
    assert row["estimate"] == 1
    assert np.isnan(row["conf_low"])
    assert row["note"] == "no interval: no events by then"


def test_times_that_differ_only_by_rounding_are_ties():
    apart = pd.DataFrame({"time": [0.3, 0.1 + 0.2, 0.1 * 3], "event": True})
    assert apart["time"].nunique() > 1
    assert survival.kaplan_meier(apart)["time"].tolist() == [0, 0.3]
    assert survival.number_at_risk(apart.assign(time=apart["time"] - 1e-16), 0.3)["n_risk"].iloc[0] == 3


def test_the_area_of_six_subjects_is_the_sum_of_rectangles_worked_by_hand():
    # S: 1 to 1, 5/6 to 4, 4/6 to 6, 1/2 to 8, 1/4 after
    area = 1 + 3 * 5 / 6 + 2 * 4 / 6 + 2 * 1 / 2
    row = survival.restricted_mean(SIX, horizon=8).iloc[0]
    assert row["estimate"] == pytest.approx(area)
    right = [area - 1, area - 1 - 2.5, 1.0]
    variance = sum(a**2 * d for a, d in zip(right, [1 / 30, 1 / 20, 1 / 12], strict=True))
    assert row["std_error"] == pytest.approx(variance**0.5)


def test_means_within_500_days_in_the_lung_trial_equal_r():
    # R: summary(survfit(Surv(time, status) ~ sex, lung), rmean = 500)$table
    tte, sex, _ = lung()
    table = survival.restricted_mean(tte, horizon=500, group=sex, reference="M")
    assert table["estimate"].tolist()[:2] == pytest.approx([278.763231529994, 360.910954195466], rel=1e-12)
    assert table["std_error"].tolist()[:2] == pytest.approx([14.3545585667123, 16.8010181686940], rel=1e-12)
    difference = table.iloc[2]
    assert (difference["estimand"], difference["group"], difference["reference"]) == ("difference", "F", "M")
    assert difference["estimate"] == pytest.approx(360.910954195466 - 278.763231529994)
    # Welch's t on variances of n / (n - 1), 138 men and 90 women
    parts = 14.3545585667123**2 * 138 / 137, 16.8010181686940**2 * 90 / 89
    assert difference["std_error"] == pytest.approx(sum(parts) ** 0.5)
    df = sum(parts) ** 2 / (parts[0] ** 2 / 137 + parts[1] ** 2 / 89)
    error = stats.t.sf(difference["estimate"] / sum(parts) ** 0.5, df) * 2
    assert difference["p_value"] == pytest.approx(error)


def test_a_difference_without_censoring_up_to_the_horizon_is_welchs_t_test():
    random = np.random.default_rng(5)
    tte = pd.DataFrame({"time": random.exponential(5, 30), "event": True})
    group = pd.Series(["x", "y", "y"] * 10)
    row = survival.restricted_mean(tte, horizon=6, group=group).iloc[2]
    cut = [np.minimum(tte["time"][group == name], 6) for name in "yx"]
    expected = stats.ttest_ind(*cut, equal_var=False)
    assert (row["p_value"], row["method"]) == (pytest.approx(expected.pvalue), "Kaplan-Meier area; Greenwood; Welch t")
    assert (row["conf_low"], row["conf_high"]) == pytest.approx(tuple(expected.confidence_interval()))


@given(subjects)
def test_without_censoring_it_is_the_mean_of_the_times_cut_at_the_horizon(rows):
    tte = frame(rows).assign(event=True)
    row = survival.restricted_mean(tte, horizon=7).iloc[0]
    cut = np.minimum(tte["time"], 7)
    assert row["estimate"] == pytest.approx(cut.mean())
    assert row["std_error"] == pytest.approx(cut.std(ddof=0) / len(cut) ** 0.5, abs=1e-12)
    if row["std_error"] > 0:  # the interval of Student's t for a mean
        limits = stats.t.interval(0.95, len(cut) - 1, cut.mean(), cut.std() / len(cut) ** 0.5)
        assert row[["conf_low", "conf_high"]].tolist() == pytest.approx(list(np.clip(limits, 0, 7)))


def test_a_horizon_past_the_last_censored_subject_is_not_estimable_nor_is_the_difference():
    group = pd.Series(["x", "y"] * 3)
    table = survival.restricted_mean(SIX, horizon=20, group=group)
    assert table.loc[table["group"] == "y", "estimate"].isna().all()
    assert table["note"].iloc[-1] == "not estimable: the curve ends at 9, before the horizon 20"


def test_without_an_event_there_is_no_interval():
    row = survival.restricted_mean(SIX.assign(event=False), horizon=8).iloc[0]
    assert row["estimate"] == 8
    assert np.isnan(row["conf_low"])
    assert row["note"] == "no interval: no event before the horizon, or all at one time"


def test_interval_and_p_value_of_a_difference_are_withheld_together_in_small_groups():
    tte, sex, _ = lung()
    assert survival.restricted_mean(tte, horizon=500, group=sex)["p_value"].iloc[2] < 0.001
    difference = survival.restricted_mean(SIX, horizon=6, group=pd.Series(["x", "y"] * 3)).iloc[2]
    assert difference[["conf_low", "conf_high", "p_value"]].isna().all()
    assert not np.isnan(difference["estimate"])
    assert difference["note"] == "no interval and no P: fewer than 10 subjects or no event in a group"


def test_at_the_last_observed_time_rate_and_mean_are_known_and_its_events_are_counted():
    rate = survival.survival_rate(SIX, [6, 9])
    assert rate["estimate"].tolist() == pytest.approx([1 / 2, 1 / 4])
    assert rate[["n_risk", "n_event"]].to_numpy().tolist() == [[4, 3], [1, 4]]
    assert survival.restricted_mean(SIX, horizon=9)[["n_event", "reason"]].to_numpy().tolist() == [[4, ""]]
    assert survival.restricted_mean(SIX, horizon=8)["n_event"].item() == 4


@pytest.mark.parametrize(("n", "known"), [(10, True), (9, False)])
def test_a_difference_of_means_is_tested_from_ten_subjects_in_each_group_on(n, known):
    tte = pd.DataFrame({"time": np.arange(1.0, 11 + n), "event": True})
    row = survival.restricted_mean(tte, horizon=8, group=pd.Series((["x", "y"] * 10)[: 10 + n])).iloc[2]
    assert row[["conf_low", "conf_high", "p_value"]].notna().tolist() == [known] * 3
    assert (row["n"], row["n_event"]) == (10 + n, 8)
