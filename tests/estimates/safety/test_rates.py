"""Rates: time at risk and events shared out by hand, exact limits by law and against R."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis import vocabulary
from analysis.estimates.safety import rates
from tests.estimates.safety.rows import EVENTS, SUBJECTS, adsl


def test_time_at_risk_ends_with_the_window_the_cutoff_or_the_last_contact():
    rows = adsl(
        ("1", "2020-01-01", "2020-01-10", "PD", "Y"),
        ("2", "2020-01-01", None, None, "Y"),
        ("3", "2020-01-01", "2020-03-20", "PD", "Y"),
        ("4", "2020-01-01", "2020-01-10", "PD", "N"),
    )
    days = rates.risk_days(rows, cutoff="2020-03-31", window_days=30)
    assert days.to_dict() == {"1": 40, "2": 91, "3": 91}
    followed = pd.Series({"1": 12.0})
    assert rates.risk_days(rows, cutoff="2020-03-31", followed_days=followed)["1"] == 12
    with pytest.raises(ValueError, match="no time at risk of 2; expected TRTSDT"):
        rates.risk_days(rows)


def test_incidence_rate_counts_time_up_to_the_first_event_of_each_subject():
    days = pd.Series(100.0, index=SUBJECTS)
    found = rates.incidence_rates(EVENTS, days, per_months=1).set_index("AEDECOD")
    # Fatigue: at risk 5 + 3 + 100 + 100 days with 2 first events
    assert found.loc["Fatigue", "months"] == pytest.approx(208 / vocabulary.DAYS_PER_MONTH)
    assert found.loc["Fatigue", "estimate"] == pytest.approx(2 / (208 / vocabulary.DAYS_PER_MONTH))
    assert found.loc["Any adverse event", "n_event"] == 2


def test_rates_by_period_share_out_events_and_time():
    month = vocabulary.DAYS_PER_MONTH
    days = pd.Series([3 * month, 1 * month, 3 * month, 3 * month], index=SUBJECTS)
    rows = rates.rates_by_period(EVENTS, days, cuts_months=(1,), per_months=1)
    assert rows["group"].tolist() == ["0–1 months", "after 1 months"]
    assert rows["n_event"].tolist() == [3, 2]  # days 5, 9, 3 | 40, 70
    assert rows["n"].tolist() == [4, 3]
    assert rows["estimate"].tolist() == pytest.approx([3 / 4, 2 / 6])


def test_poisson_interval_agrees_with_r():
    # R 4.2: poisson.test(5, 2.5)$conf.int  0.6493954 4.6673320
    assert rates.poisson_interval(5, 2.5) == pytest.approx((2, 0.6493954, 4.6673320), abs=1e-6)
    assert rates.poisson_interval(0, 10) == pytest.approx((0, 0, 0.3688879), abs=1e-7)
    assert np.isnan(rates.poisson_interval(0, 0)).all()


@given(count=st.integers(1, 200), time=st.floats(0.1, 100))
def test_each_tail_beyond_a_poisson_limit_has_probability_one_fortieth(count, time):
    _, low, high = rates.poisson_interval(count, time)
    assert stats.poisson.sf(count - 1, low * time) == pytest.approx(0.025, abs=1e-9)
    assert stats.poisson.cdf(count, high * time) == pytest.approx(0.025, abs=1e-9)


def test_a_period_that_nobody_was_observed_in_says_why_it_has_no_rate():
    rows = rates.rates_by_period(
        EVENTS.assign(ASTDY=[5, None, 9, 3, 10, -3]), pd.Series(20.0, SUBJECTS), cuts_months=(1,)
    )
    assert rows["reason"].tolist() == ["", "no time at risk"]
    remarks = "repeated events of a subject counted; 1 of unknown onset left out"
    assert rows["note"].tolist() == [remarks, f"not estimable: no time at risk; {remarks}"]


def test_a_term_that_nobody_was_at_risk_of_says_so():
    rows = rates.rate_results(rates.incidence_rates(EVENTS, pd.Series(0.0, SUBJECTS)))
    assert set(rows["reason"]) == {"no time at risk"}
    assert set(rates.rate_results(rates.incidence_rates(EVENTS, pd.Series(9.0, SUBJECTS)))["reason"]) == {""}
