"""What the name of a cell's class says of each marker."""

from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.study.cells.classes import parts_of, says, status
from analysis.study.cells.dialect import Settings
from analysis.study.problems import Problem, Unreadable

MARKERS = {"CD8": [], "PD-1": ["checkpoint"], "PD-L1": []}


@pytest.mark.parametrize(
    ("text", "cd8", "pd1"),
    [("CD8", True, None), ("CD8: PD-1", True, True), ("CD8: Negative", False, None), ("PD-1: CD8: 3+", True, True),
     ("CD8+PD-1-", True, False), ("CD8-PD-1+", False, True), ("CD8+ PD-L1+", True, None), ("Other", None, None),
     ("CD8: checkpoint: negative", True, False), ("checkpoint", None, True), ("Tumor CD8+", True, None)],
)  # fmt: skip
def test_a_class_says_yes_no_or_nothing_of_a_marker(text, cd8, pd1):
    assert (says(text, "CD8", MARKERS), says(text, "PD-1", MARKERS)) == (cd8, pd1)


def test_an_intensity_alone_is_a_class_of_its_own_only_where_it_is_positive():
    assert parts_of("2+") == {"Positive": True}
    assert parts_of("Negative") == {}
    assert parts_of("Tumor: Negative: CD8") == {"Tumor": False, "CD8": True}


TABLE = SimpleNamespace(markers={"CD8": "Phenotype CD8"}, problem=lambda *what: Problem("f", "", *what))


def test_words_of_one_marker_are_yes_no_or_nothing():
    words = pd.Series(["CD8+", "CD8", " pos ", "other", "CD8-", "", None, "NA"])
    yes, no, unknown = True, False, pd.NA
    assert status(words, "CD8", TABLE, Settings()).tolist() == [yes, yes, yes, no, no, *[unknown] * 3]


@pytest.mark.parametrize(
    ("name", "column", "expected"),
    [("CD8", "Phenotype CD8", '"CD8+", "CD8-" or a blank'), ("CD4", "CD4", '"CD4+", "CD4-" or a blank'),
     ("PD-L1", "Membrane Mean", "a number")],
)  # fmt: skip
def test_the_first_strange_word_is_told_with_its_column(name, column, expected):
    with pytest.raises(Unreadable) as error:
        status(pd.Series(["+", "maybe", "no"]), name, TABLE, Settings(thresholds={"PD-L1": ("Membrane Mean", 2.5)}))
    (problem,) = error.value.problems
    assert (problem.column, problem.value, problem.expected) == (column, "maybe", expected)
