"""What is wrong with a ledger is listed."""

import pytest

from analysis.report import ledger as published
from tests.report.ledger.samples import HR, MEDIAN, ledger, results


def test_decimals_given_override_those_of_the_text():
    published_rows = ledger(MEDIAN | {"value": "15"}).assign(value_decimals="1")
    row = published.verdicts(published_rows, results(MEDIAN | {"estimate": 15.3})).iloc[0]
    assert row["verdict"] == "near"


def test_every_problem_of_a_ledger_is_listed_with_its_id_and_column():
    bad = ledger(
        MEDIAN | {"id": "A", "value": "about 27"},
        MEDIAN | {"id": "A", "p_value": "n.s.", "relation": "~"},
        MEDIAN | {"id": "", "tolerance": "some", "conflict": "Z"},
    )
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
        "column conflict: 'Z'",
    ):
        assert part in text  # fmt: skip


def test_a_ledger_read_as_numbers_is_refused_because_its_decimals_are_lost():
    with pytest.raises(published.PublishedError, match="conf_high: read the ledger as text"):
        published.verdicts(ledger(HR).assign(conf_high=[0.8]), results())


def test_a_ledger_without_its_columns_says_which():
    with pytest.raises(published.PublishedError, match="lacks the columns place, value"):
        published.verdicts(ledger(HR).drop(columns=["place", "value"]), results())
