"""Groups that become known later: landmark cohorts and time-dependent hazard ratios."""

import numpy as np
import pandas as pd
import pytest
from lifelines.datasets import load_stanford_heart_transplants

from analysis.estimates import survival
from analysis.estimates.survival.known_later import intervals
from tests.estimates.survival.samples import lung

FOUR = pd.DataFrame({"time": [1.0, 3, 5, 8], "event": [True, True, False, True]}, index=list("wxyz"))
STATUS = pd.Series(["no", "yes", "no", "yes"], index=FOUR.index)


def heart():
    rows = load_stanford_heart_transplants()
    last = rows.groupby("id").last()
    switch = rows[rows["transplant"] == 1].groupby("id")["start"].first().reindex(last.index)
    return pd.DataFrame({"time": last["stop"], "event": last["event"].astype(bool)}), switch


@pytest.mark.parametrize(
    ("ties", "coefficient", "error"),
    [("efron", 0.127141126615498, 0.301141104252631), ("breslow", 0.125666891633481, 0.30107653774255)],
)
def test_transplant_in_the_stanford_heart_trial_equals_r(ties, coefficient, error):
    # R: summary(coxph(Surv(start, stop, event) ~ transplant, heart, ties = ties))$coef
    tte, switch = heart()
    row = survival.time_dependent_hazard_ratio(tte, switch, ties=ties).iloc[0]
    assert np.log(row["estimate"]) == pytest.approx(coefficient, rel=1e-9)
    assert np.log(row["conf_high"] / row["conf_low"]) / 2 / 1.959963984540054 == pytest.approx(error, rel=1e-9)
    # The one who died on day 1, when nobody was after a transplant yet, informs nothing.
    assert (row["n"], row["n_event"], row["group"], row["reference"]) == (102, 74, "after", "before")


def test_the_naive_comparison_of_ever_transplanted_is_the_immortal_time_bias_it_is_known_for():
    tte, switch = heart()
    group = switch.notna().map({True: "ever", False: "never"})
    naive = survival.hazard_ratio(tte, group, reference="never").iloc[0]
    honest = survival.time_dependent_hazard_ratio(tte, switch, group=group, reference="never").iloc[0]
    assert naive["conf_high"] < 0.6  # looks as if transplantation more than halved the hazard
    assert honest["estimate"] == pytest.approx(np.exp(0.127141126615498))


def test_a_group_known_to_all_on_one_day_gives_the_landmark_ratio_of_that_day():
    tte, sex, _ = lung()
    kept = survival.landmark(tte, sex, known_at=100, at=100)
    at_landmark = survival.hazard_ratio(kept[["time", "event"]], kept["group"], reference="M").iloc[0]
    throughout = survival.time_dependent_hazard_ratio(tte, 100, group=sex, reference="M").iloc[0]
    assert throughout["estimate"] == pytest.approx(at_landmark["estimate"])
    assert throughout["p_value"] == pytest.approx(at_landmark["p_value"])


def test_the_landmark_keeps_those_still_at_risk_and_restarts_their_time():
    kept = survival.landmark(FOUR, STATUS, known_at=2, at=3)
    assert kept.index.tolist() == ["y", "z"]
    assert kept["time"].tolist() == [2, 5]


def test_a_subject_not_yet_in_its_group_at_the_landmark_counts_in_the_reference():
    known = pd.Series([np.nan, 2.0, np.nan, 6.0], index=FOUR.index)
    kept = survival.landmark(FOUR, STATUS, known_at=known, at=2, reference="no")
    assert kept["group"].to_dict() == {"x": "yes", "y": "no", "z": "no"}
    without = survival.landmark(FOUR, STATUS, known_at=known, at=2)
    assert without.index.tolist() == ["x"]


def test_a_landmark_before_the_group_is_known_is_refused():
    with pytest.raises(ValueError, match="at is 1, before the group is known at 2"):
        survival.landmark(FOUR, STATUS, known_at=2, at=1)


def test_a_switch_at_or_after_the_own_time_does_not_count():
    after = pd.Series([1.0, 99, 5, 8], index=FOUR.index)
    never = pd.Series(np.nan, index=FOUR.index)
    tables = [survival.time_dependent_hazard_ratio(FOUR, switch) for switch in (after, never)]
    pd.testing.assert_frame_equal(*tables)
    assert tables[0]["note"].iloc[0] == "not estimable: no event while both after and before were at risk"


def test_a_switch_at_time_zero_is_a_group_from_the_start():
    tte, sex, _ = lung()
    switch = sex.map({"M": np.nan, "F": 0.0}).astype(float)
    dependent = survival.time_dependent_hazard_ratio(tte, switch, method="firth").iloc[0]
    fixed = survival.hazard_ratio(tte, sex, reference="M", method="firth").iloc[0]
    assert dependent["estimate"] == pytest.approx(fixed["estimate"])
    assert dependent["conf_high"] == pytest.approx(fixed["conf_high"])


def test_negative_times_of_knowledge_are_refused():
    with pytest.raises(ValueError, match="known_at is -1"):
        survival.landmark(FOUR, STATUS, known_at=-1, at=3)
    with pytest.raises(ValueError, match="known_at is -2"):
        survival.time_dependent_hazard_ratio(FOUR, pd.Series([-2.0], index=["w"]))


def test_a_landmark_may_stand_on_the_day_of_knowledge_and_on_the_first():
    assert survival.landmark(FOUR, STATUS, known_at=3, at=3).index.tolist() == ["y", "z"]
    assert survival.landmark(FOUR, STATUS, known_at=0, at=0)["time"].tolist() == [1, 3, 5, 8]


def test_a_subject_has_a_row_before_its_switch_and_one_after_and_who_leaves_on_day_0_has_one():
    time, event, switch = np.array([0.0, 5, 4]), np.array([True, True, False]), np.array([np.nan, 2, 4])
    rows = intervals(time, event, np.ones(3, dtype=int), switch, 2)
    assert [rows.start.tolist(), rows.time.tolist()] == [[0, 0, 0, 2], [0, 2, 4, 5]]
    assert [rows.event.tolist(), rows.codes.tolist()] == [[True, False, False, True], [0, 0, 0, 1]]
