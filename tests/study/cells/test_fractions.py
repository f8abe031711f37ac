"""Fractions of positive cells: rules, combinations, ready tables, tissues without a cell."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.study import cells
from analysis.study.cells import fractions
from tests.study.cells.exports import ROWS, simple


def test_a_ready_table_of_fractions_stands_for_the_cells():
    ready = pd.DataFrame({"STUDYID": "S", "USUBJID": ["1", "2"], "CD8+": [0.1, 0.2]})
    told = SimpleNamespace(has=lambda name: name == "fractions", table=lambda name: ready)
    assert cells.fractions_of(told)["CD8+"].to_dict() == {"1": 0.1, "2": 0.2}


def test_five_markers_have_31_combinations_named_in_their_order():
    found = fractions.combinations(["CD4", "CD8", "CD56", "PD-1", "PD-L1"])
    assert len(found) == 31
    assert found["CD56+PD-L1+"] == "CD56+ & PD-L1+"
    assert list(found)[:5] == ["CD4+", "CD8+", "CD56+", "PD-1+", "PD-L1+"]


def test_a_subject_without_cells_in_a_tissue_has_no_fraction_there(tmp_path):
    rows = [*ROWS, ["B_1.im3", "008", "Tumor", "1", "1", "1", "9", "3", "CD8+", "PD-1+"]]
    found = cells.tally(simple(tmp_path, rows))
    assert np.isnan(fractions.fractions(found, {"CD8+": "CD8+"}, tissue="Stroma").loc["008", "CD8+"])


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
    assert fractions.positive(rule, STATUS).tolist() == [pd.NA if value is None else value for value in expected]


@pytest.mark.parametrize(
    ("rule", "word"), [("CD9+", "CD9+"), ("CD8", "CD8"), ("CD8+ &", "the end"), ("(CD8+", "the end"), ("CD8+)", ")")]
)
def test_a_rule_with_a_mistake_is_quoted_with_the_place(rule, word):
    with pytest.raises(ValueError, match="phenotype rule") as error:
        fractions.positive(rule, STATUS)
    assert f'"{rule}": found "{word}"' in str(error.value)
