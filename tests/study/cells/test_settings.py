"""What study.yml says of the cells."""

from pathlib import Path

import pytest

from analysis.study.cells.settings import Settings
from analysis.study.problems import StudyError
from tests.study.cells.exports import study


def test_a_study_that_says_nothing_reads_an_inform_export_at_20_times():
    assert Settings.of(study(Path())) == Settings()
    assert Settings().microns_per_pixel == 0.5


def test_markers_may_be_listed_or_named_as_the_files_do():
    assert Settings.of(study(Path(), {"markers": ["CD8", 4]})).markers == {"CD8": [], "4": []}
    named = {"CD8": "Cytotoxic T", "CD4": ["Helper", 4]}
    assert Settings.of(study(Path(), {"markers": named})).markers == {"CD8": ["Cytotoxic T"], "CD4": ["Helper", "4"]}


def test_the_subject_has_its_own_place_among_columns_and_values():
    source = {"columns": {"USUBJID": "Patient  No", "Class": "Phenotype"}, "values": {"USUBJID": {"a": "1"}, "x": {}}}
    found = Settings.of(study(Path(), **source))
    assert (found.subject_column, found.subjects) == ("Patient No", {"a": "1"})
    assert (found.columns, found.values) == ({"Class": "Phenotype"}, {"x": {}})


def test_a_threshold_is_of_a_column_as_it_is_compared():
    rule = {"PD-L1": {"column": " Membrane  Mean ", "above": 2.5}}
    assert Settings.of(study(Path(), {"thresholds": rule})).thresholds == {"PD-L1": ("Membrane Mean", 2.5)}


@pytest.mark.parametrize(
    ("pattern", "text", "subject"),
    [(None, "007_1", "007_1"), (None, "old", "new"), (r"^(\d+)_", "007_1", "007"), (r"\d+", "s007_1", "007"),
     (r"^(\d+)_", "s007", ""), (r"^(\w+) ", "old 1", "new"), (None, "control", None)],
)  # fmt: skip
def test_a_subject_is_the_first_group_of_the_pattern_then_looked_up(pattern, text, subject):
    settings = Settings(subject=pattern, subjects={"old": "new", "control": None})
    assert settings.usubjid(text) == subject


def test_all_problems_of_the_parameters_are_listed():
    given = {"marker": [], "markers": 5, "thresholds": {"A": 3}, "microns_per_pixel": 0}
    with pytest.raises(StudyError, match="S: parameters of the table cells: 4 problems") as error:
        Settings.of(study(Path(), given))
    place = "tables.cells.parameters"
    assert [problem.column for problem in error.value.problems] == [
        place, f"{place}.markers", f"{place}.thresholds.A", f"{place}.microns_per_pixel",
    ]  # fmt: skip
