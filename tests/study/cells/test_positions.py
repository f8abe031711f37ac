"""Which fields are mapped, with which phenotypes in which order, on the default study."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.study import cells, cohort

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture(scope="module")
def study():
    return cohort.read(DATA / "nct03958097")


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
    bare = cohort.read(DATA / "nct05334329")
    none = cells.tally(bare)
    assert not none
    assert none.left_out.empty
    assert none.quality.set_index("USUBJID").empty
    assert cells.fractions.counts(none, {"CD8+": "CD8+"}).empty
    assert cells.maps(bare, none, pd.DataFrame({"CD8+": [0.1]}), ["CD8+"]) == ({}, [])
