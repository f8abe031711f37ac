"""Words over columns and for codes."""

import pytest

from analysis.report.words.headings import heading, said


@pytest.mark.parametrize(
    ("name", "words"), [("p_adjusted", "Adjusted P"), ("best_response", "Best response"), ("Ki", "Ki")]
)
def test_a_heading(name, words):
    assert heading(name) == words


@pytest.mark.parametrize(
    ("value", "words"), [(True, "yes"), ("STABLE DISEASE", "Stable disease"), ("TP53", "TP53"), (3, 3)]
)
def test_a_value(value, words):
    assert said(value) == words
