"""A rate with a beta prior: printed values, and by simulation."""

import numpy as np
import pytest

from analysis.estimates.design.bayes import posterior


def test_the_predictive_probability_that_lee_and_liu_print():
    # Clin Trials 2008;5:93, table 1: 16 of 23 responded, 40 planned, prior beta(0.6, 0.4), p0 60%, theta 0.90: 0.5656
    found = posterior(16, 23, prior=(0.6, 0.4), p0=0.6, success=0.9, planned=40)
    assert round(found.predictive, 4) == 0.5656


def test_the_predictive_probability_of_an_r_package():
    # R: ph2bye::PredP(16, 23, 40, 1, 1, 0.5, 0.9), as its manual prints it
    found = posterior(16, 23, prior=(1, 1), p0=0.5, success=0.9, planned=40)
    assert found.predictive == pytest.approx(0.8871897, abs=1e-7)


def test_the_posterior_by_hand():
    # a uniform prior and no data; then 9 of 20: mean 10 / 22
    nothing = posterior(0, 0, prior=(1, 1), p0=0.2)
    assert (nothing.estimate, nothing.above) == pytest.approx((0.5, 0.8))
    assert (nothing.conf_low, nothing.conf_high) == pytest.approx((0.025, 0.975))
    found = posterior(9, 20, prior=(1, 1), p0=0.2)
    assert found.estimate == pytest.approx(10 / 22)
    assert np.isnan(found.predictive)


def test_the_predictive_probability_is_how_often_the_planned_end_shows_it():
    random = np.random.default_rng(3)
    rate = random.beta(1 + 7, 1 + 8, 100_000)
    shown = 7 + random.binomial(15, rate)
    enough = [posterior(total, 30, prior=(1, 1), p0=0.3).above > 0.95 for total in range(31)]
    found = posterior(7, 15, prior=(1, 1), p0=0.3, success=0.95, planned=30)
    assert np.array(enough)[shown].mean() == pytest.approx(found.predictive, abs=0.01)


def test_counts_that_are_none_are_refused():
    with pytest.raises(ValueError, match="5 responses in 4 of None subjects"):
        posterior(5, 4, prior=(1, 1), p0=0.3)
    with pytest.raises(ValueError, match="of 10 subjects"):
        posterior(5, 14, prior=(1, 1), p0=0.3, planned=10)
