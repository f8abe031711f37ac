"""The partial likelihood by hand in fractions, and its derivatives by differences."""

from fractions import Fraction as F
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates.survival.likelihood import PartialLikelihood, Penalised

# In the manner of Therneau & Grambsch, appendix E: ties at 1 and at 6, one covariate of 0 and 1.
TIME = np.array([1.0, 1, 6, 6, 8, 9])
EVENT = np.array([True, False, True, True, False, True])
X = np.array([[1.0], [1], [1], [0], [0], [0]])
# With r = exp(beta) the risk sets weigh 3r + 3 at 1, r + 3 at 6 (deaths weigh r and 1), 1 at 9.


def breslow_by_hand(r):
    return 2 * log(r) - log(3 * r + 3) - 2 * log(r + 3)


def efron_by_hand(r):
    return 2 * log(r) - log(3 * r + 3) - log(r + 3) - log(r + 3 - (r + 1) / 2)


@pytest.mark.parametrize(("ties", "by_hand"), [("breslow", breslow_by_hand), ("efron", efron_by_hand)])
@pytest.mark.parametrize("r", [1, 0.25, 2, 8])
def test_the_value_is_the_product_over_events_worked_by_hand(ties, by_hand, r):
    value = PartialLikelihood(X, TIME, EVENT, ties=ties).value(np.array([log(r)]))
    assert value == pytest.approx(by_hand(r), abs=1e-12)


def test_score_and_information_at_zero_under_breslow_are_the_fractions_worked_by_hand():
    # means of x in the risk sets: 3/6 once, 1/4 twice, 0 once
    _, score, information = PartialLikelihood(X, TIME, EVENT, ties="breslow")(np.zeros(1))
    assert score[0] == pytest.approx(float(2 - F(1, 2) - 2 * F(1, 4)))
    assert information[0, 0] == pytest.approx(float(F(1, 2) * F(1, 2) + 2 * F(1, 4) * F(3, 4)))


def test_score_and_information_at_zero_under_efron_are_the_fractions_worked_by_hand():
    # the second tied death sees half of both tied subjects: weight 4 - 1 = 3, of which x = 1 holds 1/2
    _, score, information = PartialLikelihood(X, TIME, EVENT, ties="efron")(np.zeros(1))
    assert score[0] == pytest.approx(float(2 - F(1, 2) - F(1, 4) - F(1, 6)))
    assert information[0, 0] == pytest.approx(float(F(1, 4) + F(1, 4) * F(3, 4) + F(1, 6) * F(5, 6)))


def test_the_maximum_under_breslow_solves_the_quadratic_worked_by_hand():
    # score: 2 - r/(r + 1) - 2r/(r + 3) = 0  =>  -r^2 + 3r + 6 = 0  =>  r = (3 + sqrt(33)) / 2
    root = (3 + 33**0.5) / 2
    _, score, _ = PartialLikelihood(X, TIME, EVENT, ties="breslow")(np.array([log(root)]))
    assert score[0] == pytest.approx(0, abs=1e-12)


def random_likelihood(seed, ties="efron", delayed=False):
    rng = np.random.default_rng(seed)
    n = 14
    time = rng.integers(2, 9, n).astype(float)
    start = rng.integers(0, 2, n).astype(float) if delayed else None
    event = rng.random(n) < 0.7
    event[0] = True
    x, strata = rng.normal(size=(n, 2)), rng.integers(0, 2, n)
    return PartialLikelihood(x, time, event, start=start, strata=strata, ties=ties)


@given(st.integers(0, 10_000), st.sampled_from(["efron", "breslow"]), st.booleans())
def test_score_and_information_are_the_derivatives_of_the_value(seed, ties, delayed):
    likelihood, beta, h = random_likelihood(seed, ties, delayed), np.array([0.3, -0.5]), 1e-5
    _, score, information = likelihood(beta)
    third = likelihood.with_third(beta)[3]
    for i, shift in enumerate(h * np.eye(2)):
        above, below = likelihood(beta + shift), likelihood(beta - shift)
        assert (above[0] - below[0]) / (2 * h) == pytest.approx(score[i], abs=1e-6)
        assert (below[1] - above[1]) / (2 * h) == pytest.approx(information[i], abs=1e-6)
        assert (above[2] - below[2]) / (2 * h) == pytest.approx(third[i], abs=1e-6)


@given(st.integers(0, 10_000))
def test_the_penalised_score_is_the_derivative_of_the_penalised_value(seed):
    penalised, beta, h = Penalised(random_likelihood(seed)), np.array([0.3, -0.5]), 1e-5
    value, score, _ = penalised(beta)
    if np.isfinite(value) and np.linalg.eigvalsh(penalised.likelihood(beta)[2]).min() > 1e-3:
        differences = [(penalised.value(beta + s) - penalised.value(beta - s)) / (2 * h) for s in h * np.eye(2)]
        assert differences == pytest.approx(score, abs=1e-5)


def test_a_subject_enters_the_risk_set_just_after_its_start():
    # risk sets: at 1 subjects 1 and 2 (the third starts at 1), at 3 subjects 2 and 3
    likelihood = PartialLikelihood(
        np.array([[1.0], [0], [1]]), np.array([1.0, 3, 4]), np.array([True, True, False]), start=np.array([0.0, 0, 1])
    )
    r = 3.0
    assert likelihood.value(np.array([log(r)])) == pytest.approx(log(r) - log(r + 1) - log(1 + r))


def test_a_risk_set_of_light_rows_alone_does_not_cancel_against_heavy_ones_that_enter_later():
    x = np.array([[0.0], [0.0], [1.0]])
    start, stop, event = np.array([0.0, 0, 5]), np.array([1.0, 2, 6]), np.array([True, False, True])
    likelihood = PartialLikelihood(x, stop, event, start=start)
    # At 1 the two rows without the covariate are at risk: log(1/2), whatever the third weighs that enters at 5.
    assert [likelihood.value(np.array([beta])) for beta in (0.0, 40.0, 80.0)] == pytest.approx([np.log(0.5)] * 3)
