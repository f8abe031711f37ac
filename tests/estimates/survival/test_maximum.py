"""A hazard ratio exists exactly where every comparison has events on both sides."""

import numpy as np
import pytest
from hypothesis import given

from analysis.estimates import survival
from analysis.estimates.survival.likelihood import PartialLikelihood
from analysis.estimates.survival.maximum import direction, maximum, monotone, outlived, profile, reachable
from tests.estimates.survival.samples import frame, grouped_subjects, labels


def links(times, events, codes, k):
    return outlived(np.array(times, float), np.array(events), np.array(codes), k)


def test_a_group_is_linked_to_those_at_risk_at_its_events():
    found = links([1, 2, 3], [True, True, False], [0, 1, 2], 3)
    assert found.tolist() == [[True, True, True], [False, True, True], [False, False, False]]


def test_a_chain_of_links_compares_groups_that_never_meet():
    reach = reachable(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=bool))
    assert reach.all()


def test_the_ratio_tends_to_zero_infinity_or_nothing_by_the_side_of_the_events():
    reach = reachable(np.array([[0, 1, 0], [0, 0, 0], [0, 0, 0]], dtype=bool))
    assert direction(reach, 1, 0) == 0
    assert direction(reach, 0, 1) == np.inf
    assert np.isnan(direction(reach, 2, 0))
    assert direction(np.ones((2, 2), dtype=bool), 1, 0) is None


def test_a_number_that_ranks_with_the_events_is_monotone():
    time, event = np.array([1.0, 2, 3, 4]), np.array([True, True, True, False])
    assert monotone(np.array([4.0, 3, 2, 1]), time, event) == 1
    assert monotone(np.array([1.0, 2, 3, 4]), time, event) == -1
    assert monotone(np.array([2.0, 4, 3, 1]), time, event) is None


@given(grouped_subjects)
def test_every_row_has_an_estimate_with_its_interval_or_a_reason(rows):
    group = labels(rows)
    if group.nunique() < 2:
        return
    for method in ("wald", "profile", "firth"):
        table = survival.hazard_ratio(frame(rows), group, reference=group.min(), method=method)
        estimable = table["estimate"].notna()
        assert table.loc[estimable, ["conf_low", "conf_high", "p_value"]].notna().all(axis=None)
        assert (table.loc[estimable, "conf_high"] < 1e15).all()
        assert table.loc[~estimable, "note"].str.startswith("not estimable: ").all()
        assert (table.loc[estimable, "note"] == "").all()


TIME, EVENT = np.array([1.0, 2.0, 3.0, 4.0]), np.array([True, True, True, True])


def likelihood():
    return PartialLikelihood(np.array([[1.0], [0.0], [1.0], [0.0]]), TIME, EVENT)


def test_the_score_at_the_maximum_is_nothing():
    fit = maximum(likelihood())
    assert fit.converged
    # score of exp(b) = r: 1 - 2r/(2r+2) - r/(r+2) + 1 - r/(r+1) = 0, so r^2 - r - 4 = 0
    assert np.exp(fit.beta[0]) == pytest.approx((1 + np.sqrt(17)) / 2)


def test_the_profile_is_lower_than_the_maximum_by_half_a_quantile_at_its_limits():
    objective, fit = likelihood(), maximum(likelihood())
    low, high, p_value = profile(objective, fit, 0, conf_level=0.95)
    assert low < fit.beta[0] < high
    assert 0 < p_value < 1
