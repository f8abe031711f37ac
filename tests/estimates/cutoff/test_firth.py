"""Firth's ratio of many splits."""

import numpy as np
import pytest

from analysis.estimates.cutoff.firth import firth
from analysis.estimates.cutoff.timeline import timeline


def test_firth_gives_the_published_pattern_a_finite_ratio():
    # Five subjects, the three of the low group die first. coxphf (R): 0.115, 0.00084 to 1.282, P 0.0835.
    line = timeline(np.array([10, 15.2, 20, 42.1, 50]), np.array([True, True, True, True, False]))
    fit = firth(line, np.array([[False], [False], [False], [True], [True]]))
    assert np.exp(fit.beta[0]) == pytest.approx(0.115, abs=5e-4)
    assert np.exp([fit.low[0], fit.high[0]]) == pytest.approx([0.00084, 1.282], rel=2e-3)
    assert fit.p_value[0] == pytest.approx(0.0835, abs=5e-5)
