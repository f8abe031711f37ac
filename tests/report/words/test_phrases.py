"""A row in a sentence."""

import numpy as np
import pytest

from analysis.report.words import phrases

ROW = {"estimand": "median", "estimate": 28.6, "conf_low": 13.6, "conf_high": np.nan, "unit": "months", "reason": "",
       "p_value": 0.012, "p_adjusted": 0.024, "family": "sex: OS, PFS (2 tests)", "n": 20, "n_event": 9}  # fmt: skip


def words(name, **changed):
    return phrases.FORMATS[name](ROW | changed).replace(phrases.UNBROKEN, " ")


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
    with pytest.raises(phrases.PhraseError, match="expected one of event_free, proportion, rate"):
        words("percent")
