"""Droplets to copies with exact limits, and ratios of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.study.droplets import poisson


def test_concentration_is_minus_log_of_the_negative_share_over_the_volume():
    estimate, low, high = poisson.concentration([8647, 0], [10000, 10000], droplet_nl=1.0)
    assert estimate == pytest.approx([2000.261, 0], rel=1e-6)  # −ln(0.1353) = 2.000261 in 0.001 µL
    assert low[0] < estimate[0] < high[0]


def test_no_positive_droplet_gives_zero_with_an_upper_limit_never_a_bare_zero():
    estimate, low, high = poisson.per_droplet(0, 20000)
    assert (float(estimate), float(low)) == (0, 0)
    assert float(high) == pytest.approx(-np.log(0.025) / 20000)  # (1 − p)^n = 0.025


def test_a_saturated_reaction_has_no_upper_limit_and_no_droplets_give_nothing():
    estimate, low, high = poisson.per_droplet([500, 0], [500, 0])
    assert np.isinf([estimate[0], high[0]]).all()
    assert np.isfinite(low[0])
    assert np.isnan([estimate[1], low[1], high[1]]).all()


@pytest.mark.parametrize(("positives", "accepted"), [(-1, 10), (11, 10), (1.5, 10)])
def test_counts_that_cannot_be_are_refused(positives, accepted):
    with pytest.raises(ValueError, match="expected whole numbers"):
        poisson.per_droplet(positives, accepted)


@given(st.integers(1000, 30000), st.floats(0, 0.95))
def test_limits_enclose_the_estimate_and_are_those_of_the_positive_share(accepted, share):
    positives = int(share * accepted)
    estimate, low, high = (float(value) for value in poisson.per_droplet(positives, accepted))
    interval = stats.binomtest(positives, accepted).proportion_ci(method="exact")
    assert [low, high] == pytest.approx([-np.log1p(-interval.low), -np.log1p(-interval.high)], rel=1e-9, abs=1e-15)
    assert low <= estimate <= high


def test_the_interval_of_a_ratio_covers_it_about_95_times_in_100():
    draw, n, covered = np.random.default_rng(8), 20000, []
    for copies in (0.0004, 0.004, 0.3):  # 8, 80 and 5,200 positive droplets against 11,000 of the reference
        target = poisson.per_droplet(draw.binomial(n, 1 - np.exp(-copies), 2000), n)
        reference = poisson.per_droplet(draw.binomial(n, 1 - np.exp(-0.8), 2000), n)
        _, low, high = poisson.ratio(target, reference)
        covered.append(((low <= copies / 0.8) & (copies / 0.8 <= high)).mean())
    assert all(0.94 <= share <= 0.99 for share in covered), covered


def test_with_many_droplets_the_interval_of_a_ratio_is_that_of_its_logarithm():
    found = [poisson.per_droplet(positives, 20000) for positives in (2000, 9000)]
    ratio, low, high = poisson.ratio(*found)
    variances = [k / 20000 / (20000 - k) / np.log(1 - k / 20000) ** 2 for k in (2000, 9000)]  # p / (n (1 − p) λ²)
    reach = np.exp(1.959964 * np.sqrt(sum(variances)))
    assert [float(low), float(high)] == pytest.approx([ratio / reach, ratio * reach], rel=1e-3)


def test_a_ratio_of_nothing_has_an_upper_limit_and_one_by_nothing_does_not_exist():
    ratio, low, high = poisson.ratio((0.0, 0.0, 4.0), (1000.0, 980.0, 1020.0))
    assert (float(ratio), float(low)) == (0, 0)
    assert 0.004 <= float(high) < 0.0041
    assert np.isnan(poisson.ratio((5.0, 4.0, 6.0), (0.0, 0.0, 4.0))).all()


def test_the_limit_of_detection_is_three_droplets_over_blanks_that_show_none():
    assert float(poisson.detection_positives(20000)) == pytest.approx(-np.log(0.05))
    more = float(poisson.detection_positives(20000, blank_rate=2e-4))  # 4 by chance: limit of blank 8
    assert stats.poisson.sf(8, more) == pytest.approx(0.95)


def test_the_limit_of_quantification_is_sixteen_droplets_at_25_percent():
    assert poisson.quantification_positives() == 16
    with pytest.raises(ValueError, match="between 0 and 1"):
        poisson.quantification_positives(cv=25)
