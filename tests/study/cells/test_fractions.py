"""Fractions of positive cells: combinations, ready tables, tissues without a cell."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

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
