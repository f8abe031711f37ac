"""Coded words translated, counted, and refused with near ones."""

import pandas as pd
import pytest

from analysis.study.tables import words


def test_a_word_is_known_in_any_case_with_any_signs_and_an_unknown_one_stays_open():
    cells = pd.Series(["non-cr/Non-PD", "Partial response", "", "pr", "PRR"], dtype=object)
    assert words.translated(cells, "responses").tolist()[:4] == ["NON-CR/NON-PD", "PR", "", "PR"]
    assert pd.isna(words.translated(cells, "responses")[4])


def test_what_was_translated_is_counted():
    cells = pd.Series(["pr", "PR", "pr", "SD"], dtype=object)
    assert words.changes(cells, words.translated(cells, "responses")) == "pr as PR (2)"
    assert words.changes(cells[[1, 3]], cells[[1, 3]]) == ""


@pytest.mark.parametrize(
    ("word", "hint"), [("Misense_Mutation", 'did you mean "Missense_Mutation"?'), ("qqq", "known: ")]
)
def test_an_unknown_word_is_told_with_near_ones(word, hint):
    assert hint in words.expected(word, "classes")


def test_no_spelling_stands_for_two_words():
    for own in words.WORDS.values():
        spelt = [{words.plain(one) for one in (ours, *others)} for ours, others in own.items()]
        assert len(set.union(*spelt)) == sum(map(len, spelt))
