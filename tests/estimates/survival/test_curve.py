"""Kaplan-Meier by hand in fractions, against R's lung values, and by law."""

from fractions import Fraction as F

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates import survival
from tests.estimates.survival.samples import SIX, frame, lung, subjects


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
