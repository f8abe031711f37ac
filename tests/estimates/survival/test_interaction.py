"""The interaction test against R and at its edges."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates.survival.interaction import interaction
from tests.estimates.survival.samples import frame, lung


def test_sex_by_age_group_in_the_lung_trial_equals_r():
    # R: twice the difference of loglik of coxph(Surv(time, status) ~ sex + old) and ~ sex * old, old = age >= 65
    tte, sex, data = lung()
    row = interaction(tte, sex, data["age"] >= 65).iloc[0]
    assert row["estimate"] == pytest.approx(0.308326873741, rel=1e-7)
    assert (row["df"], row["n"], row["n_event"]) == (1, 228, 165)


def test_a_combination_without_subjects_or_events_is_not_estimable():
    rows = [(1, True), (2, True), (3, True), (4, True), (5, False)]
    arm, site = pd.Series(list("abaab")), pd.Series(list("xxxyx"))
    empty = interaction(frame(rows), arm, site).iloc[0]
    assert np.isnan(empty["p_value"])
    assert empty["note"] == "not estimable: a combination of the two groupings has no subjects"
    silent = interaction(frame(rows), arm, pd.Series(list("xxxyy"))).iloc[0]
    assert silent["note"] == "not estimable: a combination of the two groupings has no events"


def test_exchanging_the_two_groupings_changes_nothing():
    tte, sex, data = lung()
    old = data["age"] >= 65
    one, other = interaction(tte, sex, old), interaction(tte, old, sex)
    assert one["p_value"].iloc[0] == pytest.approx(other["p_value"].iloc[0])
