"""Phenotype rules: yes, no or not known, and a mistake quoted with its place."""

import pandas as pd
import pytest

from analysis.study.cells import rules

STATUS = pd.DataFrame({"CD8": [True, True, False, None], "PD-1": [True, False, None, None]}, dtype="boolean")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("CD8+", [True, True, False, None]),
        ("CD8-", [False, False, True, None]),
        ("CD8+PD-1+", [True, False, False, None]),
        ("CD8+ & PD-1-", [False, True, False, None]),
        ("CD8+ | PD-1+", [True, True, None, None]),
        ("!(CD8+ & PD-1+)", [False, True, True, None]),
        ("!CD8+ | PD-1+ & CD8+", [True, False, True, None]),
    ],
)
def test_a_rule_is_decided_where_the_known_markers_decide_it(rule, expected):
    assert rules.positive(rule, STATUS).tolist() == [pd.NA if value is None else value for value in expected]


@pytest.mark.parametrize(
    ("rule", "word"), [("CD9+", "CD9+"), ("CD8", "CD8"), ("CD8+ &", "the end"), ("(CD8+", "the end"), ("CD8+)", ")")]
)
def test_a_rule_with_a_mistake_is_quoted_with_the_place(rule, word):
    with pytest.raises(ValueError, match="phenotype rule") as error:
        rules.positive(rule, STATUS)
    assert f'"{rule}": found "{word}"' in str(error.value)
