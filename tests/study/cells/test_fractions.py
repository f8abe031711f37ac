"""Fractions of positive cells: rules, combinations, ready tables, tissues without a cell; fields mapped."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.study import cells
from analysis.study.cells import fractions
from analysis.study.cells.tally import Tally
from analysis.study.problems import StudyError
from tests import shipped
from tests.study.cells.exports import HEAD, ROWS, simple
from tests.study.cells.exports import study as own_study


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


@pytest.fixture(scope="module")
def study():
    return shipped.study()


@pytest.fixture(scope="module")
def found(study):
    return cells.tally(study)


BOTH = ["CD56+PD-L1+"]


def test_the_legend_begins_with_the_chosen_phenotypes_and_then_has_each_marker(study, found):
    assert cells.maps(study, found, None, BOTH, subjects=["10001"]).names == [
        "CD56+PD-L1+",
        "PD-L1+",
        "PD-1+",
        "CD56+",
        "CD8+",
        "CD4+",
    ]
    with pytest.raises(KeyError, match="CD99"):
        cells.maps(study, found, None, ["CD99+"], subjects=["10001"])


def test_without_a_choice_the_extremes_of_the_first_phenotype_are_mapped(study, found):
    fractions = pd.DataFrame({"CD56+PD-L1+": {"10008": 0.3, "10001": 0.1, "10002": 0.2}})
    assert list(cells.maps(study, found, fractions, BOTH).fields) == ["10001", "10008"]


def test_a_field_has_a_title_with_its_label_and_each_cell_the_first_phenotype_that_it_meets(study, found):
    fractions, labels = pd.DataFrame({"CD56+PD-L1+": {"10008": 0.3}}), pd.Series({"10015": "best response CR"})
    fields = cells.maps(study, found, fractions, BOTH, subjects=["10015", "10002"], labels=labels).fields
    assert list(fields) == ["10015 (best response CR)", "10002"]
    own = fields["10015 (best response CR)"]
    met = own["CD56"].fillna(False) & own["PD-L1"].fillna(False)
    assert (own["phenotype"] == "CD56+PD-L1+").tolist() == met.tolist()
    assert met.any()


def test_a_study_without_cells_has_no_counts_no_fields_and_no_legend():
    bare = shipped.study("nct05334329")
    none = cells.tally(bare)
    assert not none
    assert none.left_out.empty
    assert none.quality.set_index("USUBJID").empty
    assert cells.fractions.counts(none, {"CD8+": "CD8+"}).empty
    assert cells.maps(bare, none, pd.DataFrame({"CD8+": [0.1]}), ["CD8+"]) == ({}, [])


def test_cells_per_area_are_told_where_every_field_has_its_area(tmp_path):
    other = [["A_2.im3", *row[1:]] for row in ROWS[:3]]
    whole = fractions.counts(cells.tally(simple(tmp_path / "a", [*ROWS, *other])), {"CD8+": "CD8+"}).set_index("tissue")
    assert whole["area_mm2"].to_dict() == {"all": 3.0, "Stroma": 1.0, "Tumor": 2.0}
    assert whole["per_mm2"].to_dict() == {"all": 4 / 3, "Tumor": 2.0, "Stroma": 0.0}
    other[2][6] = ""
    part = fractions.counts(cells.tally(simple(tmp_path / "b", [*ROWS, *other])), {"CD8+": "CD8+"}).set_index("tissue")
    assert part["per_mm2"].isna().to_dict() == {"all": True, "Tumor": False, "Stroma": True}
    assert part["fraction"].to_dict() == {"all": 4 / 7, "Tumor": 1.0, "Stroma": 0.0}


def test_the_first_field_of_a_subject_is_mapped(tmp_path):
    folder = simple(tmp_path, [*ROWS, *(["A_2.im3", *row[1:]] for row in ROWS[:3])])
    told = own_study(folder)
    found = cells.tally(told)
    own = cells.maps(told, found, None, ["CD8+"], subjects=["007"]).fields["007"]
    assert len(own) == 4  # of the five cells of A_1 one has no nucleus; A_2 has three


def test_phenotypes_shown_are_those_named_else_the_first_and_an_unknown_one_is_refused():
    table = pd.DataFrame({"CD8+": [0.1], "PD-1+": [0.2]})
    shown = Tally.shown
    assert (shown(table), shown(table, ["PD-1+"])) == (["CD8+"], ["PD-1+"])
    with pytest.raises(StudyError, match='found "PD1\\+"; expected a phenotype; did you mean "PD-1\\+"'):
        shown(table, ["PD1+"])


def test_a_field_without_a_class_that_another_field_has_is_mapped(tmp_path):
    head = [*HEAD[:8], "Phenotype"]
    folder = simple(tmp_path, [[*row[:8], "Helper T"] for row in ROWS], head)
    simple(tmp_path, [["A_2.im3", *row[1:8], "B"] for row in ROWS], head, name="A_2_cell_seg_data.txt")
    told = own_study(folder)
    found = cells.tally(told)
    assert found.markers == ["Helper T", "B"]
    own = cells.maps(told, found, None, ["B+"], subjects=["007"]).fields["007"]
    assert set(own["phenotype"]) == {"Helper T+"}
