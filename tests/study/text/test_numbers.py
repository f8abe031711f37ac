"""Numbers in text: decimal points and commas, and thousands marks that nobody may guess."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.study import text


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
