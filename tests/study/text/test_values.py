"""The text of one value, whatever program typed it."""

import datetime

import numpy as np
import pandas as pd
import pytest

from analysis.study.text.values import as_text, digestible


@pytest.mark.parametrize("nothing", [None, pd.NaT, pd.NA, float("nan"), np.float64("nan")])
def test_nothing_has_no_text(nothing):
    assert as_text(nothing) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [(12.0, "12"), (12, "12"), (0.1, "0.1"), (-3.0, "-3"), (2.0**53, "9007199254740992.0"), (float("inf"), "inf"),
     (True, "TRUE"), (False, "FALSE"), ("007", "007")],
)  # fmt: skip
def test_numbers_are_as_short_as_they_can_be_and_truth_is_not_a_number(value, text):
    assert as_text(value) == text


def test_a_decimal_comma_is_for_numbers_only():
    assert as_text(2.5, decimal=",") == "2,5"
    assert as_text("2.5", decimal=",") == "2.5"


def test_dates_are_iso_and_carry_a_time_only_when_there_is_one():
    assert as_text(datetime.datetime(2020, 3, 1)) == "2020-03-01"
    assert as_text(pd.Timestamp(2020, 3, 1, 9, 30)) == "2020-03-01T09:30:00"
    assert as_text(datetime.date(2020, 3, 1)) == "2020-03-01"
    assert as_text(datetime.time(9, 30)) == "09:30:00"


@pytest.mark.parametrize("name", ["Cell ID", " Cell\r\n ID ", "Cell\u00a0ID", "\uff23ell\u3000ID"])
def test_names_are_compared_without_their_blanks_and_widths(name):
    assert digestible(name) == "Cell ID"
