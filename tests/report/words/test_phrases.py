"""A row in a sentence."""

import datetime

import numpy as np
import pytest

from analysis.report.words import phrases

ROW = {"estimand": "median", "estimate": 28.6, "conf_low": 13.6, "conf_high": np.nan, "unit": "months", "reason": "",
       "p_value": 0.012, "p_adjusted": 0.024, "family": "sex: OS, PFS (2 tests)", "n": 20, "n_event": 9}  # fmt: skip


def words(name, **changed):
    return phrases.FORMATS[name](ROW | changed, None).replace(phrases.UNBROKEN, " ")


def test_an_adjusted_p_value_names_its_family():
    assert words("p_adjusted") == "P = 0.024, adjusted within sex: OS, PFS (2 tests)"
    with pytest.raises(phrases.PhraseError, match="no P value"):
        words("p_adjusted", p_adjusted=np.nan)


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({}, "28.6 months (95% CI 13.6 to not reached)"),
        ({"estimate": np.nan, "reason": "not reached"}, "not reached (95% CI 13.6 months to not reached)"),
        ({"estimate": np.nan, "reason": "no subjects", "conf_low": np.nan}, "not estimable (95% CI not estimable)"),
    ],
)
def test_what_is_not_there_is_said_by_its_reason(changed, text):
    assert words("estimate_ci", **changed) == text


def test_only_a_share_is_a_percent():
    assert words("percent", estimand="rate", estimate=0.55) == "55.0%"
    with pytest.raises(phrases.PhraseError, match="expected one of cumulative_incidence, .*proportion, rate"):
        words("percent")


@pytest.mark.parametrize(
    ("name", "changed", "text"),
    [("estimate", {}, "28.6 months"), ("value", {}, "28.6"), ("interval", {}, "13.6 to not reached"),
     ("interval", {"conf_high": 43.5}, "13.6–43.5"), ("estimate_ci", {"conf_high": 43.5},
                                                      "28.6 months (95% CI 13.6–43.5)"),
     ("interval", {"conf_low": np.nan}, "not estimable"),
     ("interval", {"conf_low": np.nan, "conf_high": 9.0}, "not reached to 9.0"),
     ("estimate", {"estimand": "rate", "estimate": 0.55, "unit": "proportion"}, "55.0%"),
     ("estimate", {"estimand": "count", "estimate": 7.0, "unit": "subjects"}, "7"),
     ("estimate", {"estimand": "hazard_ratio", "estimate": np.nan, "unit": ""}, "not estimable"),
     ("interval", {"estimand": "hazard_ratio", "unit": "", "conf_low": 0.5}, "0.50 to not estimable"),
     ("estimate_ci", {"estimand": "rate", "estimate": np.nan, "unit": "proportion", "conf_low": 0.1, "conf_high": 0.2},
      "not estimable (95% CI 10.0–20.0)"),
     ("p_value", {}, "P = 0.012"), ("p_value", {"p_value": 0.0001}, "P < 0.001"), ("p", {}, "0.012"),
     ("p", {"p_value": 0.0001}, "<0.001"), ("n", {}, "20"), ("n_event", {}, "9"), ("events_of_n", {}, "9 of 20"),
     ("method", {"method": "m"}, "m"), ("in_words", {"estimate": 0.0}, "zero"), ("in_words", {"estimate": 12.0},
                                                                              "twelve"),
     ("in_words", {"estimate": 13.0}, "13")],
)  # fmt: skip
def test_each_format_of_a_row(name, changed, text):
    row = ROW | changed
    assert phrases.FORMATS[name](row, None).replace(phrases.UNBROKEN, " ") == text


def test_decimals_may_be_asked_for():
    row = ROW | {"conf_high": 43.55}
    assert [phrases.FORMATS[name](row, 0) for name in ("estimate", "value", "interval")] == ["29 months", "29", "14–44"]
    assert phrases.percent(ROW | {"estimand": "rate", "estimate": 0.55}, 0) == "55%"


@pytest.mark.parametrize("number", [1.5, -1.0, np.nan])
def test_what_is_no_count_has_no_word(number):
    with pytest.raises(phrases.PhraseError, match="is no count"):
        words("in_words", estimate=number)


@pytest.mark.parametrize(
    ("value", "text"), [(None, "not stated"), (datetime.date(2024, 1, 31), "31 January 2024"), (7, "7")]
)
def test_a_fact_in_words(value, text):
    assert phrases.fact(value) == text
