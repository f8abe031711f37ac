import pandas as pd
import pytest

from analysis.report import ledger as published

ENTRY = {"id": "I-1", "title": "A title", "statement": "A statement.", "severity": "minor", "ledger": ["A"]}


def verdicts(*rows):
    """Verdict rows with blanks where a row does not say."""
    text = ["id", *published.PARTS, "practice_test"]
    numbers = ["recomputed", "recomputed_low", "practice"]
    frame = pd.DataFrame(list(rows)).reindex(columns=[*text, *numbers])
    return frame.fillna(dict.fromkeys(text, ""))


TWO = verdicts(
    {"id": "A", "value": "0.80", "conf_low": "<0.5", "n": "9", "n_event": "7", "recomputed": 0.79912},
    {"id": "B", "value": "55%", "n": "4", "n_event": "3"},
)


def evidence(text, **more):
    return published.inconsistencies([ENTRY | {"evidence": text} | more], TWO).iloc[0]


def test_a_printed_number_keeps_its_decimals_and_a_recomputed_one_gets_three_digits():
    assert (
        evidence("{A.value} and {A.recomputed}, {A.recomputed:.1f}, {B.value}")["evidence"]
        == "0.80 and 0.799, 0.8, 55%"
    )


def test_a_printed_number_is_read_where_a_format_is_asked():
    assert evidence("{B.value:.2f}")["evidence"] == "0.55"


def test_what_was_not_computed_says_so():
    assert evidence("{B.recomputed:.1f}; {A.practice}; {B.conf_low}")["evidence"] == "; ".join(["not computed"] * 3)


def test_fisher_compares_two_printed_proportions_one_of_them_turned_round():
    # R: fisher.test(matrix(c(7, 2, 1, 3), 2))$p.value = 0.2167832; with 3 of 4 instead of 1 of 4 it is 1
    assert evidence("{fisher(A, not B):.4f}")["evidence"] == "0.2168"
    assert evidence("{fisher(A, B)}")["evidence"] == "1"


@pytest.mark.parametrize(
    ("check", "holds"),
    [
        ("A.value > A.recomputed", "yes"),
        ("A.value < 0.5", "no"),
        ("A.value == 0.8", "yes"),
        ("B.recomputed < 1", ""),
        ("A.n >= B.n", "yes"),
    ],
)
def test_a_check_is_made_on_the_ledger_and_stays_blank_without_its_numbers(check, holds):
    assert evidence("", check=check)["holds"] == holds


def test_the_columns_are_those_declared_and_lines_are_joined():
    row = evidence("one\n  two", ledger=["A", "B"])
    assert row.tolist() == ["I-1", "A title", "A statement.", "one two", "minor", "A B", ""]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"evidence": "{C.value}"}, "'C' is no id of the ledger"),
        ({"evidence": "{A.valeu}"}, "the verdicts have no column valeu"),
        ({"evidence": "{A}"}, "'A' is no placeholder"),
        ({"evidence": "{fisher(A, not C)}"}, "'C' is no id"),
        ({"evidence": "{A.value:.1q}"}, "'.1q' is no format"),
        ({"evidence": "", "ledger": ["A", "Z"]}, "'Z' is no id"),
        ({"evidence": "", "severity": "grave"}, "severity 'grave' is none of minor, moderate, major"),
        ({"evidence": "", "check": "A.value is large"}, "is no comparison"),
        ({}, "lacks evidence"),
    ],
)
def test_a_wrong_declaration_is_an_error_that_names_the_inconsistency(more, problem):
    with pytest.raises(published.PublishedError, match="inconsistency I-1: .*" + problem.replace("(", r"\(")):
        published.inconsistencies([ENTRY | more], TWO)


def test_all_wrong_declarations_are_listed_and_a_repeated_id_too():
    with pytest.raises(published.PublishedError) as problem:
        published.inconsistencies([ENTRY | {"evidence": "{C.value}"}, ENTRY | {"evidence": "{D.value}"}], TWO)
    assert len(str(problem.value).splitlines()) == 3


def test_none_declared_gives_no_rows_with_the_same_columns():
    assert list(published.inconsistencies([], TWO)) == list(published.inconsistencies([ENTRY | {"evidence": ""}], TWO))
