"""Restricted mean survival time: by hand, against R, by law."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from analysis.estimates import survival
from analysis.estimates.survival.area import longest_horizon
from tests.estimates.survival.samples import SIX, frame, lung, subjects


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
    assert difference["std_error"] == pytest.approx((14.3545585667123**2 + 16.8010181686940**2) ** 0.5)


@given(subjects)
def test_without_censoring_it_is_the_mean_of_the_times_cut_at_the_horizon(rows):
    tte = frame(rows).assign(event=True)
    row = survival.restricted_mean(tte, horizon=7).iloc[0]
    cut = np.minimum(tte["time"], 7)
    assert row["estimate"] == pytest.approx(cut.mean())
    assert row["std_error"] == pytest.approx(cut.std(ddof=0) / len(cut) ** 0.5, abs=1e-12)


def test_a_horizon_past_the_last_censored_subject_is_not_estimable_nor_is_the_difference():
    group = pd.Series(["x", "y"] * 3)
    table = survival.restricted_mean(SIX, horizon=20, group=group)
    assert table.loc[table["group"] == "y", "estimate"].isna().all()
    assert table["note"].iloc[-1] == "not estimable: the curve ends at 9, before the horizon 20"


def test_the_longest_horizon_is_where_the_first_curve_ends_above_zero():
    group = pd.Series(["x", "y", "x", "y", "x", "y"])
    assert longest_horizon(SIX, group) == 9
    assert longest_horizon(SIX, pd.Series(["x", "x", "x", "x", "y", "y"])) == 6


def test_without_an_event_there_is_no_interval():
    row = survival.restricted_mean(SIX.assign(event=False), horizon=8).iloc[0]
    assert row["estimate"] == 8
    assert np.isnan(row["conf_low"])
    assert row["note"] == "no interval: no event before the horizon, or all at one time"


def test_the_p_value_of_a_difference_is_withheld_in_small_groups():
    tte, sex, _ = lung()
    assert survival.restricted_mean(tte, horizon=500, group=sex)["p_value"].iloc[2] < 0.001
    difference = survival.restricted_mean(SIX, horizon=6, group=pd.Series(["x", "y"] * 3)).iloc[2]
    assert np.isnan(difference["p_value"])
    assert difference["note"].startswith("interval too narrow, P withheld")
