"""Who was analysed: counts by group, and the subjects at baseline."""

from types import SimpleNamespace

import pandas as pd
import pytest

from analysis import vocabulary
from analysis.estimates import patients

SUBJECTS = pd.Index(list("1234"), name="USUBJID")
SEX = pd.Series(pd.Categorical(["F", "M", None, "F"], ["M", "F"]), index=SUBJECTS)


@pytest.fixture
def study():
    """Four subjects with a grouping of their table, and one that a section makes."""
    declared = {"sex": SimpleNamespace(label="Sex", section=None), "made": SimpleNamespace(label="Made", section="2_x")}
    members = {"all": SUBJECTS, "half": SUBJECTS[:2]}
    return SimpleNamespace(
        subjects=SUBJECTS, groupings=declared, group={"sex": SEX}.get, population=members.__getitem__
    )


def test_counts_leave_out_the_unknown_and_say_of_how_many():
    rows = patients.counts(SEX, grouping="sex")
    assert dict(zip(rows["group"], rows["estimate"], strict=True)) == {"M": 1, "F": 2}
    assert set(rows["n"]) == {3}


def test_everyone_is_counted_first_then_each_level_in_each_population(study):
    rows = patients.analysed(study, ["half"])
    assert rows[["population", "grouping", "group", "estimate"]].to_numpy().tolist() == [
        ["all", "", "enrolled", 4], ["all", "sex", "M", 1], ["all", "sex", "F", 2],
        ["half", "sex", "M", 1], ["half", "sex", "F", 1],
    ]  # fmt: skip
    assert set(rows.columns) <= set(vocabulary.RESULT_COLUMNS)


def test_characteristics_count_the_missing_as_a_level_of_their_own(study):
    table = patients.characteristics(study)
    assert list(table["characteristic"]) == ["Sex"] * 3
    assert list(table["level"]) == ["M", "F", "missing"]
    assert list(table["n"]) == [1, 2, 1]
    assert table["percent"].sum() == 100


def test_a_study_without_groupings_has_no_characteristics(study):
    study.groupings = {}
    assert patients.characteristics(study).empty
    assert patients.analysed(study)["group"].tolist() == ["enrolled"]
