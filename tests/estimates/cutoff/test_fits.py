"""One endpoint sorted once."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates import survival
from analysis.estimates.cutoff.fits import BOUND, at_risk, firth, fits, profile, timeline


def test_at_risk_counts_those_whose_time_is_at_least_the_event_time():
    line = timeline(np.array([3.0, 1.0, 2.0, 2.0]), np.array([False, True, True, False]))
    assert at_risk(line, np.ones((4, 1), bool)).ravel().tolist() == [3, 4]


# A cohort that both languages make alike: i = 1..n,
#   time = (i * (7 s + 3)) %% (n %/% 2 + 1) + 1, event = (i * s) %% 10 < 7, x = (i * (11 s + 5)) %% 13
# R 4.2.2, survival 3.5-3: g = x > quantile(x, q, type = 7); survdiff(Surv(time, event) ~ g)$chisq;
#   coxph(Surv(time, event) ~ g, ties = "efron", control = coxph.control(eps = 1e-14, iter.max = 50)): coef, sqrt(vcov)
FROM_R = [  # n, s, q, number high, chi-squared, coefficient, standard error
    (8, 1, 0.3, 5, 1.4, -0.8872851515, 0.8302670942),
    (8, 1, 0.5, 4, 2.333333333333, -1.163902863, 0.8849377381),
    (8, 1, 0.8, 2, 0.7777777777778, -0.7785917506, 1.099457688),
    (8, 3, 0.3, 5, 0.4919426674225, 0.5670655662, 0.8695522769),
    (8, 3, 0.5, 4, 0.003841229193342, -0.04776387146, 0.8176628481),
    (8, 3, 0.8, 2, 0.1137682017284, -0.2792012611, 0.8860245312),
    (8, 7, 0.5, 4, 2.645574120156, 1.601102834, 1.120599911),
    (8, 7, 0.8, 2, 1.392600103876, 1.124771016, 1.003522962),
    (20, 1, 0.3, 14, 1.380545222193, 0.6054368665, 0.5975431937),
    (20, 1, 0.5, 9, 0.1257793701934, 0.1599926022, 0.5458533611),
    (20, 1, 0.8, 4, 1.480030495671, -0.8141816695, 0.779805236),
    (20, 3, 0.3, 14, 0.1012211006659, -0.1642497552, 0.6028101193),
    (20, 3, 0.5, 10, 0.192091509066, -0.2260713056, 0.5673991197),
    (20, 3, 0.8, 4, 1.303505928558, 0.7086217657, 0.6154148801),
    (20, 7, 0.3, 14, 0.1293389484003, 0.2461654192, 0.6659289422),
    (20, 7, 0.5, 10, 1.595975431031, 0.7084625399, 0.5934862031),
    (20, 7, 0.8, 4, 0.7999503254527, 0.5411501594, 0.6028637582),
    (60, 1, 0.3, 42, 0.2188919063511, -0.1526978074, 0.3475344855),
    (60, 1, 0.5, 28, 0.5401425278515, -0.2279307143, 0.3200685847),
    (60, 1, 0.8, 10, 0.3371989320213, -0.2322507434, 0.4203067683),
    (60, 3, 0.3, 40, 0.02182382625906, 0.05673190854, 0.3353781754),
    (60, 3, 0.5, 30, 0.5065807265169, -0.2129040097, 0.3126550932),
    (60, 3, 0.8, 10, 0.6587457124465, -0.2994522655, 0.3809410563),
    (60, 7, 0.3, 42, 0.2008711196619, -0.127561653, 0.3250367979),
    (60, 7, 0.5, 28, 0.3355165824709, 0.169871092, 0.3092291905),
    (60, 7, 0.8, 10, 4.167968142413, 0.7478654971, 0.373225992),
]


def cohort(n, s):
    i = np.arange(1, n + 1)
    return (i * (7 * s + 3)) % (n // 2 + 1) + 1.0, (i * s) % 10 < 7, (i * (11 * s + 5)) % 13


def one(time, event, high):
    return fits(timeline(np.array(time, float), np.array(event, bool)), np.array(high, bool)[:, None])


@pytest.mark.parametrize(("n", "s", "q", "n_high", "chisq", "coefficient", "error"), FROM_R)
def test_log_rank_and_cox_agree_with_R_under_tied_times_and_tied_markers(n, s, q, n_high, chisq, coefficient, error):
    time, event, x = cohort(n, s)
    high = x > np.quantile(x, q)
    fit = one(time, event, high)
    assert high.sum() == n_high
    assert fit.chisq[0] == pytest.approx(chisq, rel=1e-11)
    assert fit.beta[0] == pytest.approx(coefficient, abs=1e-9)
    assert fit.se[0] == pytest.approx(error, rel=1e-6)


def test_four_subjects_by_hand():
    # Deaths at 1 (high), 2 (low), 3 (high), the low subject censored at 4: at risk high/all 2/4, 1/3, 1/2.
    fit = one([1, 2, 3, 4], [1, 1, 1, 0], [1, 0, 1, 0])
    assert fit.difference[0] == pytest.approx(2 - (1 / 2 + 1 / 3 + 1 / 2))
    assert fit.variance[0] == pytest.approx(1 / 4 + 2 / 9 + 1 / 4)
    # Score 2 - 2r/(2r+2) - r/(r+2) - r/(r+1) = 0 for the ratio r: r^2 - r - 4 = 0 over (r+1)(r+2)
    assert np.exp(fit.beta[0]) == pytest.approx((1 + np.sqrt(17)) / 2, rel=1e-9)


def test_of_two_tied_deaths_efron_takes_half_of_both_off_the_second():
    # Both groups lose one at time 1: the two factors are 2r/(2r+2) and 1.5r/(1.5r+1.5), so r = 1.
    assert one([1, 1, 2, 3], [1, 1, 0, 0], [1, 0, 1, 0]).beta[0] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(("high", "sign"), [([1, 1, 0, 0], 1), ([0, 0, 1, 1], -1)])
def test_separated_groups_are_told_apart_and_get_no_maximum(high, sign):
    fit = one([1, 2, 3, 4], [1, 1, 0, 0], high)
    assert fit.monotone[0] == sign
    assert np.isnan(fit.beta[0])


def test_no_event_while_both_groups_are_at_risk_has_no_variance():
    fit = one([1, 2, 3, 4], [0, 0, 1, 1], [1, 1, 0, 0])
    assert fit.variance[0] == 0
    assert np.isnan(fit.chisq[0])
    assert np.isnan(fit.beta[0])


def test_no_splits_give_no_fits():
    line = timeline(np.array([1.0, 2.0]), np.array([True, False]))
    assert len(fits(line, np.empty((2, 0), bool)).beta) == 0


def test_many_splits_in_blocks_are_each_fitted_as_if_alone(monkeypatch):
    rng = np.random.default_rng(4)
    time, event, high = rng.exponential(size=30).round(1), rng.random(30) < 0.7, rng.random((30, 50)) < 0.4
    line = timeline(time, event)
    whole = fits(line, high)
    monkeypatch.setattr("analysis.estimates.cutoff.fits.CELLS", 200)
    for part, expected in zip(fits(line, high), whole, strict=True):
        np.testing.assert_allclose(part, expected, rtol=1e-9)


cohorts = st.lists(st.tuples(st.integers(1, 6), st.booleans(), st.booleans()), min_size=4, max_size=14).filter(
    lambda rows: any(row[1] for row in rows) and len({row[2] for row in rows}) == 2
)


@given(cohorts)
def test_the_other_group_as_high_inverts_the_ratio_and_keeps_the_test(rows):
    time, event, high = (np.array(part) for part in zip(*rows, strict=True))
    fit, other = one(time, event, high), one(time, event, ~high)
    np.testing.assert_allclose(fit.beta, -other.beta, atol=1e-7)
    np.testing.assert_allclose(fit.chisq, other.chisq, rtol=1e-9)
    assert fit.monotone[0] == -other.monotone[0]


@given(cohorts)
def test_every_split_agrees_with_the_estimators_for_one_comparison(rows):
    time, event, high = (np.array(part) for part in zip(*rows, strict=True))
    index = [f"S{i}" for i in range(len(rows))]
    tte = pd.DataFrame({"time": time.astype(float), "event": event}, index)
    group = pd.Series(np.where(high, "high", "low"), index)
    fit, line = one(time, event, high), timeline(time.astype(float), event)
    chisq = survival.log_rank(tte, group)["estimate"][0]
    np.testing.assert_allclose(fit.chisq[0] if fit.variance[0] > 1e-12 else np.nan, chisq, rtol=1e-9, atol=1e-12)
    if fit.variance[0] < 1e-12:
        return
    separated = bool(fit.monotone[0])
    expected = survival.hazard_ratio(tte, group, reference="low", method="firth" if separated else "wald").iloc[0]
    beta = firth(line, high[:, None]).beta[0] if separated else fit.beta[0]
    found = profile(line, high[:, None], BOUND * fit.monotone if separated else fit.beta)[:, 0]
    other = survival.hazard_ratio(tte, group, reference="low", method="profile").iloc[0]
    np.testing.assert_allclose(np.exp(found[:2]), other[["conf_low", "conf_high"]].astype(float), rtol=1e-6)
    assert found[2] == pytest.approx(other["p_value"], abs=1e-6)
    if separated and np.isnan(expected["estimate"]):  # what is not said of one comparison is said of no split
        return
    assert beta == pytest.approx(np.log(expected["estimate"]), abs=1e-6)
    if separated:
        limits = [firth(line, high[:, None]).low[0], firth(line, high[:, None]).high[0]]
        assert limits == pytest.approx(list(np.log([expected["conf_low"], expected["conf_high"]])), abs=1e-5)


def test_firth_gives_the_published_pattern_a_finite_ratio():
    # Five subjects, the three of the low group die first. coxphf (R): 0.115, 0.00084 to 1.282, P 0.0835.
    line = timeline(np.array([10, 15.2, 20, 42.1, 50]), np.array([True, True, True, True, False]))
    fit = firth(line, np.array([[False], [False], [False], [True], [True]]))
    assert np.exp(fit.beta[0]) == pytest.approx(0.115, abs=5e-4)
    assert np.exp([fit.low[0], fit.high[0]]) == pytest.approx([0.00084, 1.282], rel=2e-3)
    assert fit.p_value[0] == pytest.approx(0.0835, abs=5e-5)
