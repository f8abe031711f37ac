"""A printed number, its last digit and what agrees with it; what is wrong with a ledger is listed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.report import ledger as published
from analysis.report.ledger.entries import tolerance_of
from tests.report.ledger.samples import HR, MEDIAN, ledger, results


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("0.80", 0.8, 0.01),
        ("0.0", 0.0, 0.1),
        ("27", 27.0, 1.0),
        (".05", 0.05, 0.01),
        ("0·59", 0.59, 0.01),
        ("−1.5", -1.5, 0.1),
        ("55%", 0.55, 0.01),
        ("54.5%", 0.545, 0.001),
        ("7/9", 7 / 9, 0.0),
    ],
)
def test_a_printed_text_says_its_number_and_the_unit_of_its_last_digit(text, number, unit):
    read = published.Printed.read(text)
    assert (read.number, read.unit) == (pytest.approx(number, abs=1e-15), pytest.approx(unit, abs=1e-15))


@pytest.mark.parametrize("text", ["NR", "NA", "not reached", "Not achieved"])
def test_words_for_not_reached_are_no_number(text):
    assert published.Printed.read(text).not_reached


@pytest.mark.parametrize("text", ["", "1.2.3", "about 5", "5 months", "7/0", "0,59", "nan", "inf"])
def test_a_text_that_is_no_printed_number_is_refused_by_name(text):
    with pytest.raises(ValueError, match="is no printed number"):
        published.Printed.read(text)


@pytest.mark.parametrize(
    ("text", "recomputed", "level"),
    [
        ("0.23", 0.2284, "reproduced"),
        ("0.23", 0.225, "reproduced"),  # half up
        ("0.22", 0.225, "reproduced"),  # half even
        ("0.23", 0.22499, "near"),
        ("0.0", 9.7e-7, "reproduced"),
        ("0.0", 0.06, "near"),  # one printed unit
        ("0.0", 0.16, "differs"),
        ("0.80", 0.8049999, "reproduced"),
        ("0.80", 0.806, "near"),
        ("0.8", 0.806, "reproduced"),
        ("55%", 0.55, "reproduced"),
        ("54.5%", 6 / 11, "reproduced"),
        ("54.5%", 5 / 11, "differs"),
        ("7/9", 7 / 9, "reproduced"),
        ("7/9", 0.7778, "near"),
        ("14.8", 15.2, "near"),
        ("14.8", 16.3, "differs"),  # more than 10 %
        ("<0.001", 0.0004, "reproduced"),
        ("<0.001", 0.001, "differs"),
        (">0.05", 0.06, "reproduced"),
        ("≤3", 3.0, "reproduced"),
        ("0.92", 0.915, "reproduced"),
        ("0.615", 0.61499999999999999, "reproduced"),
        ("2.0", np.nan, "differs"),
        ("2.0", np.inf, "differs"),
    ],
)
def test_a_number_agrees_at_its_printed_decimals(text, recomputed, level):
    assert published.agreement(published.Printed.read(text), recomputed) == level


def test_not_reached_agrees_with_a_blank_estimate_that_says_so_and_with_nothing_else():
    printed = published.Printed.read("NR")
    assert published.agreement(printed, np.nan, reason="not reached") == "reproduced"
    assert published.agreement(printed, np.nan, reason="no subjects") == "differs"
    assert published.agreement(printed, 40.0) == "differs"


@given(st.floats(-1e4, 1e4), st.integers(0, 4))
def test_every_number_reproduces_its_own_rounding(number, decimals):
    assert published.agreement(published.Printed.read(f"{number:.{decimals}f}"), number) == "reproduced"


@given(st.floats(0.01, 1e3), st.floats(0.01, 1e3), st.integers(0, 3))
def test_reproduced_is_never_further_off_than_near_and_near_never_further_than_differs(a, b, decimals):
    printed = published.Printed.read(f"{a:.{decimals}f}")
    closer, further = sorted([a, b], key=lambda x: abs(x - printed.number))
    order = published.VERDICTS.index
    levels = [published.agreement(printed, x) for x in (closer, further)]
    assert order(levels[0]) <= order(levels[1])


def test_a_tolerance_is_a_share_of_the_printed_number_or_a_distance():
    printed = published.Printed.read("20.0")
    assert tolerance_of("5%")(printed) == pytest.approx(1.0)
    assert tolerance_of("0.4")(printed) == 0.4
    assert tolerance_of("")(printed) == pytest.approx(2.0)
    with pytest.raises(ValueError, match="is no tolerance"):
        tolerance_of("a bit")


def test_decimals_given_override_those_of_the_text():
    published_rows = ledger(MEDIAN | {"value": "15"}).assign(value_decimals="1")
    row = published.verdicts(published_rows, results(MEDIAN | {"estimate": 15.3})).iloc[0]
    assert row["verdict"] == "near"


def test_every_problem_of_a_ledger_is_listed_with_its_id_and_column():
    bad = ledger(
        MEDIAN | {"id": "A", "value": "about 27"},
        MEDIAN | {"id": "A", "p_value": "n.s.", "relation": "~"},
        MEDIAN | {"id": "", "tolerance": "some", "conflict": "Z"},
    ).assign(headline=["", "2", "first"])
    with pytest.raises(published.PublishedError) as problem:
        published.verdicts(bad, results())
    text = str(problem.value)
    for part in (
        "A, column value: 'about 27'",
        "A: the id stands on more than one row",
        "A, column p_value: 'n.s.'",
        "A, column relation: '~'",
        "a ledger row has no id",
        "column tolerance: 'some'",
        "column headline: 'first' is no whole number",
        "column conflict: 'Z'",
    ):
        assert part in text  # fmt: skip


def test_a_ledger_read_as_numbers_is_refused_because_its_decimals_are_lost():
    with pytest.raises(published.PublishedError, match="conf_high: read the ledger as text"):
        published.verdicts(ledger(HR).assign(conf_high=[0.8]), results())


def test_a_ledger_without_its_columns_says_which():
    with pytest.raises(published.PublishedError, match="lacks the columns place, value"):
        published.verdicts(ledger(HR).drop(columns=["place", "value"]), results())
