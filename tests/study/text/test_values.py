"""The text of one value, whatever program typed it; numbers in text, with marks that nobody may guess."""

import datetime
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.study import text
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


def column(*cells):
    return pd.DataFrame({"AVAL": pd.Series(cells, dtype=object)})


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["12,5", "3"], ","), (["0,125"], ","), (["1,2345"], ","), (["1234,567"], ","), (["-2,5 %"], ","),
        (["12.5"], "."), (["1,234"], "."), (["1.234"], "."), (["12,5", "12.5"], "."), (["12", "x"], "."), ([], "."),
        (["12,5", "1.234"], ","), (["12.5", "1,234"], "."), (["a, b"], "."),
    ],
)  # fmt: skip
def test_a_decimal_comma_is_told_only_where_it_can_be_no_thousand(cells, mark):
    assert text.decimal_mark(column(*cells)) == mark


def test_what_is_declared_goes_before_what_is_seen():
    assert text.decimal_mark(column("12,5"), ".") == "."
    assert text.decimal_mark(column("12.5"), ",") == ","


@pytest.mark.parametrize(
    ("cell", "mark", "value"),
    [
        ("12.5", ".", 12.5), ("12,5", ",", 12.5), ("1,234", ",", 1.234), ("1.234", ".", 1.234), ("-1e-3", ".", -0.001),
        ("12,5", ".", None), ("12.5", ",", None), ("1.234", ",", None), ("1,234", ".", None), ("1.234,5", ",", None),
        ("1,234.5", ".", None), ("", ".", None), ("NA", ".", None), ("inf", ".", None),
    ],
)  # fmt: skip
def test_a_cell_is_a_number_only_with_the_files_decimal_mark(cell, mark, value):
    found = text.numbers(pd.Series([cell], dtype=object), mark)[0]
    assert math.isnan(found) if value is None else found == value


@pytest.mark.parametrize("mark", [".", ","])
def test_a_count_may_not_look_like_thousands(mark):
    cells = pd.Series(["19,000", "19.000", "19000", "3"], dtype=object)
    assert text.numbers(cells, mark, whole=True).isna().tolist() == [True, True, False, False]


def test_each_row_may_have_its_own_mark():
    assert text.numbers(pd.Series(["1,5", "1.5"]), [",", "."]).tolist() == [1.5, 1.5]


def test_an_ambiguous_number_is_told_with_both_readings():
    assert "this may be 1.234 or 1234" in text.expectation("a number", "1,234")
    assert "this may be 1.234 or 1234" in text.expectation("a number", "1.234", ",")
    assert "this may be -12.345 or -12345" in text.expectation("a number", "-12,345")
    assert "this may be 1234567:" in text.expectation("a number", "1,234,567")
    assert text.expectation("a number", "12,5").endswith('with a decimal point (or decimal: "," in study.yml)')
    assert text.expectation("a number", "12.5", ",").endswith('(or decimal: "." in study.yml)')
    assert text.expectation("a number", "x") == "a number"


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(".,"))
def test_a_number_written_with_either_mark_reads_back_as_it_was(value, mark):
    assert text.numbers(pd.Series([repr(value).replace(".", mark)], dtype=object), mark)[0] == value
