"""Follow-up by its three named definitions."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import survival
from tests.estimates.survival.samples import lung

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
