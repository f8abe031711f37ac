"""Pointwise limits of a survival probability."""

import numpy as np
import pytest

from analysis.estimates.survival.limits import survival_limits, z_value


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
