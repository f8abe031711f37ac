"""A number as the paper prints it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.figures import numbers


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(27.27, 1, "27.3"), (0.0, 2, "0.00"), (-0.001, 2, "0.00"), (-1.5, 1, "−1.5"), (1234.5, 1, "1,234.5"),
     (math.nan, 1, "–"), (None, 1, "–"), (math.inf, 2, "∞")],
)  # fmt: skip
def test_a_number_is_printed_at_its_decimals(value, decimals, text):
    assert numbers.number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0004, "<0.001"), (0.001, "0.001"), (0.0207, "0.021"), (0.99, "0.990"), (0.9901, ">0.99"), (1.0, ">0.99"),
     (math.nan, "–")],
)  # fmt: skip
def test_a_p_value_is_printed_at_three_decimals_and_never_as_zero(value, text):
    assert numbers.p_value(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.0214, "P = 0.021"), (0.0004, "P < 0.001"), (math.nan, "P = –")])
def test_a_p_value_in_a_sentence(value, text):
    assert numbers.p_words(value) == text


def test_a_p_value_outside_0_to_1_is_an_error():
    with pytest.raises(ValueError, match="1.2 is not a probability"):
        numbers.p_value(1.2)


def test_an_upper_limit_that_does_not_exist_is_printed_as_not_reached():
    assert numbers.estimate_ci(27.3, 13.6, math.nan, 1) == "27.3 (13.6–NR)"
    assert numbers.estimate_ci(math.nan, 42.1, math.nan, 1) == "NR (42.1–NR)"


def test_limits_below_0_stand_apart_by_a_word_not_by_another_dash():
    assert numbers.estimate_ci(-0.5, -3.7, 2.9, 1) == "−0.5 (−3.7 to 2.9)"


def test_an_estimate_without_interval_stands_alone():
    assert numbers.estimate_ci(3.0, math.nan, math.nan, 0) == "3"


def test_a_fraction_is_printed_as_percent():
    assert numbers.estimate_ci(0.55, 0.31309, 0.7353, 1, write=numbers.percent) == "55.0% (31.3–73.5)"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0049, "<0.01"), (0.0051, "0.01"), (0.0, "<0.01"), (0.5, "0.50"), (99.994, "99.99"), (153.55, "154"),
     (math.inf, "∞"), (math.nan, "–")],
)  # fmt: skip
def test_a_ratio_is_never_printed_as_zero(value, text):
    assert numbers.ratio(value) == text


def test_what_was_not_reached_has_no_unit():
    assert numbers.quantity(27.27, 1, "months") == "27.3 months"
    assert numbers.quantity(math.nan, 1, "months") == "NR"


@pytest.mark.parametrize(("n", "text"), [(0, "0 events"), (1, "1 event"), (1.0, "1 event"), (1200, "1,200 events")])
def test_one_is_counted_in_the_singular(n, text):
    assert numbers.counted(n, "event") == text


@pytest.mark.parametrize(
    ("values", "text"), [([3.0, math.nan, -12.04], "−12.0 to 3.0"), ([2.0], "2.0 to 2.0"), ([math.nan], "–"), ([], "–")]
)
def test_the_span_of_values_runs_from_the_least_to_the_greatest(values, text):
    assert numbers.span(values) == text


@given(st.floats(0.001, 0.99))
def test_a_printed_p_value_is_within_half_a_unit_of_its_last_decimal(value):
    assert abs(float(numbers.p_value(value)) - value) <= 0.0005 + 1e-12


def test_a_printed_number_keeps_the_number_it_stands_for():
    shown = [numbers.number(2.345, 1), numbers.percent(0.5), numbers.p_value(0.0001), numbers.ratio(0.001)]
    assert [(str(text), text.value) for text in shown] == [
        ("2.3", 2.345), ("50.0%", 0.5), ("<0.001", 0.0001), ("<0.01", 0.001)
    ]  # fmt: skip
    assert numbers.estimate_ci(27.3, 13.6, None, 1).value == 27.3
    assert math.isnan(numbers.number(None).value)
    assert not hasattr(f"{numbers.number(2)} months", "value")
