"""Newton's maximum of a likelihood, and how far it can be left before the profile falls too low."""

import numpy as np
import pytest

from analysis.estimates.survival.likelihood import PartialLikelihood
from analysis.estimates.survival.maximum import maximum, profile

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
