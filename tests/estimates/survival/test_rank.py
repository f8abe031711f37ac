"""The log-rank test by hand, against R, exactly by enumeration, and by law."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from analysis.estimates import survival
from analysis.estimates.survival.rank import excess_events, log_rank_exact, log_rank_scores
from tests.estimates.survival.samples import CLEARANCE, SEPARATED, frame, grouped_subjects, labels, lung

STANDARD = ", standardised by their own variance"
ASSUMED = "exact where censoring does not depend on the group"


def test_observed_minus_expected_and_its_variance_are_the_fractions_worked_by_hand():
    # events at 10, 15.2, 20 with 2 of 5, 2 of 4, 2 of 3 at risk cleared, then one of two cleared alone:
    # expected in cleared 2/5 + 1/2 + 2/3 + 1, observed 1; variance 6/25 + 1/4 + 2/9
    codes = (CLEARANCE == "cleared").to_numpy(int)
    excess, covariance = excess_events(SEPARATED["time"].to_numpy(), SEPARATED["event"].to_numpy(), codes, 2)
    assert excess[1] == pytest.approx(1 - (2 / 5 + 1 / 2 + 2 / 3 + 1))
    assert covariance[1, 1] == pytest.approx(6 / 25 + 1 / 4 + 2 / 9)


def test_the_test_of_five_subjects_gives_the_known_p_value_and_the_exact_one():
    row = survival.log_rank(SEPARATED, CLEARANCE).iloc[0]
    assert (round(row["p_value"], 4), row["df"], row["n"], row["n_event"]) == (0.0634, 1, 5, 4)
    exact = log_rank_exact(SEPARATED, CLEARANCE).iloc[0]
    assert exact["p_value"] == 0.1
    assert exact["note"] == f"10 assignments{STANDARD}; smallest attainable P 0.1; {ASSUMED}"


def test_the_lung_trial_equals_r():
    # R: survdiff(Surv(time, status) ~ sex), ~ ph.ecog, ~ sex + strata(ph.ecog), lung
    tte, sex, data = lung()
    assert survival.log_rank(tte, sex)["estimate"].iloc[0] == pytest.approx(10.3267419548856, rel=1e-12)
    four = survival.log_rank(tte, data["ph.ecog"]).iloc[0]
    assert (four["estimate"], four["df"]) == (pytest.approx(21.962131682476, rel=1e-10), 3)
    strata = survival.log_rank(tte, sex, strata=data["ph.ecog"]).iloc[0]
    assert (strata["estimate"], strata["method"]) == (
        pytest.approx(10.7950596334964, rel=1e-10),
        "log-rank; stratified",
    )


def test_no_events_or_no_meeting_is_not_estimable():
    alive = survival.log_rank(SEPARATED.assign(event=False), CLEARANCE).iloc[0]
    assert np.isnan(alive["estimate"])
    assert alive["note"] == "not estimable: no events"
    rows = [(1, False, "a"), (5, True, "b")]
    apart = survival.log_rank(frame(rows), labels(rows)).iloc[0]
    assert apart["note"] == "not estimable: no two groups at risk at an event"


def test_all_dead_at_the_same_time_leave_nothing_to_test():
    rows = [(3, True, "a"), (3, True, "a"), (3, True, "b")]
    assert np.isnan(survival.log_rank(frame(rows), labels(rows))["p_value"].iloc[0])
    assert log_rank_exact(frame(rows), labels(rows))["note"].iloc[0].startswith("not estimable")


@given(grouped_subjects)
def test_names_of_groups_and_row_order_change_nothing(rows):
    if len({row[2] for row in rows}) < 2:
        return
    renamed = [(t, e, {"a": "z", "b": "a", "c": "m"}[g]) for t, e, g in reversed(rows)]
    first, second = (survival.log_rank(frame(r), labels(r)).iloc[0] for r in (rows, renamed))
    assert first["estimate"] == pytest.approx(second["estimate"], abs=1e-9, nan_ok=True)
    assert first["df"] == second["df"]


def test_the_scores_sum_to_zero_and_to_observed_minus_expected_per_group():
    tte, sex, _ = lung()
    scores = log_rank_scores(tte["time"].to_numpy(), tte["event"].to_numpy())
    excess, _ = excess_events(tte["time"].to_numpy(), tte["event"].to_numpy(), (sex == "F").to_numpy(int), 2)
    assert scores.sum() == pytest.approx(0, abs=1e-10)
    assert scores[(sex == "F").to_numpy()].sum() == pytest.approx(excess[1])


def test_three_groups_are_enumerated_as_by_every_order_of_the_labels():
    tte = pd.DataFrame({"time": [1.0, 2, 3, 4, 5, 6, 7], "event": [True, True, False, True, True, True, True]})
    names = list("aabbbcc")
    scores, sizes = log_rank_scores(tte["time"].to_numpy(), tte["event"].to_numpy()), {"a": 2, "b": 3, "c": 2}

    def between(order):
        return sum(sum(s for s, g in zip(scores, order, strict=True) if g == name) ** 2 / sizes[name] for name in sizes)

    statistics = np.array([between(order) for order in permutations(names)])
    expected = np.mean(statistics >= between(names) - 1e-9)
    row = log_rank_exact(tte, pd.Series(names)).iloc[0]
    assert row["p_value"] == pytest.approx(expected, abs=1e-12)
    assert row["note"].startswith("210 assignments")


def test_one_against_seven_cannot_fall_below_one_in_eight():
    rows = [(t, True, "a" if t == 8 else "b") for t in range(1, 9)]
    row = log_rank_exact(frame(rows), labels(rows)).iloc[0]
    assert (row["p_value"], row["note"]) == (0.125, f"8 assignments{STANDARD}; smallest attainable P 0.12; {ASSUMED}")


def test_too_many_assignments_are_not_enumerated_and_say_so():
    tte, sex, _ = lung()
    row = log_rank_exact(tte, sex).iloc[0]
    assert np.isnan(row["p_value"])
    assert not row["enumerated"]
    assert row["reason"].startswith("not enumerated")


@pytest.mark.parametrize(("limit", "enumerated"), [(10, True), (9, False)])
def test_as_many_assignments_as_the_limit_are_enumerated(limit, enumerated):
    row = log_rank_exact(SEPARATED, CLEARANCE, limit=limit).iloc[0]
    assert (row["enumerated"], np.isfinite(row["p_value"])) == (enumerated, enumerated)
    assert enumerated or row["reason"] == "not enumerated: 10 assignments, more than 9"


def test_a_smallest_p_below_a_thousandth_is_said_to_be_so():
    rows = [(t, True, "a" if t > 7 else "b") for t in range(1, 15)]
    row = log_rank_exact(frame(rows), labels(rows)).iloc[0]
    assert row["p_value"] == pytest.approx(2 / 3432)
    assert "smallest attainable P below 0.001;" in row["note"]
