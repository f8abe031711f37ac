"""Cell tables told apart by their headers, their columns by meaning, and what study.yml says of them."""

from pathlib import Path

import pytest

from analysis.study.cells import dialect
from analysis.study.cells.dialect import Settings
from analysis.study.problems import Problem, StudyError, Unreadable
from tests.study.cells.exports import HEAD, ROWS, export, simple, study

QUPATH = ["Image", "Object type", "Classification", "Parent", "Centroid X px", "Centroid Y px", "Nucleus: Area px^2"]


def one(folder, renamed=None):
    (table,), _ = dialect.found(folder, renamed)
    return table


def test_the_columns_of_an_inform_file_by_their_meaning(tmp_path):
    table = one(simple(tmp_path))
    assert (table.kind, table.field, table.subject, table.tissue) == ("inForm", *HEAD[:3])
    assert (table.area, table.nucleus) == (HEAD[6], HEAD[7])
    assert table.markers == {"CD8": "Phenotype CD8", "PD-1": "Phenotype PD-1"}
    assert (table.object, table.phenotype, table.pixels) == (None, None, False)


def test_a_qupath_file_in_pixels(tmp_path):
    row = ["007.tif", "Detection", "CD8", "Tumor", "1", "2", "30"]
    table = one(export(tmp_path, "measurements.tsv", QUPATH, [row]))
    assert (table.kind, table.field, table.subject, table.object) == ("QuPath", "Image", "Image", "Object type")
    assert (table.x, table.y, table.nucleus) == ("Centroid X px", "Centroid Y px", "Nucleus: Area px^2")
    assert (table.phenotype, table.cell, table.markers, table.pixels) == ("Classification", None, {}, True)


def test_merged_and_consolidated_files_are_told_by_name_and_header_and_others_left_out(tmp_path):
    simple(tmp_path, name="A_merge_cell_seg_data.txt")
    simple(tmp_path, [row[:8] for row in ROWS], HEAD[:8], name="B_merge_cell_seg_data.txt")
    simple(tmp_path, name="C_cell_seg_data_summary.txt")
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "picture.png").write_bytes(b"")
    tables, others = dialect.found(tmp_path)
    assert [table.kind for table in tables] == ["inForm consolidated", "inForm merged"]
    assert {path.name: why for path, why in others.items()} == {
        "C_cell_seg_data_summary.txt": "a summary: its rows are not cells",
        "notes.txt": "not a cell table of inForm, QuPath or HALO",
    }


def test_a_column_of_another_name_is_known_by_what_the_study_calls_it(tmp_path):
    head = ["Slide" if name == "Slide ID" else name for name in HEAD]
    assert one(simple(tmp_path, head=head)).subject is None
    assert one(tmp_path, {"Slide ID": " Slide "}).subject == "Slide ID"


def test_cells_without_a_field_are_refused(tmp_path):
    with pytest.raises(Unreadable, match="header: missing; expected a column Sample Name, Image or Image Location"):
        dialect.found(simple(tmp_path, [row[1:] for row in ROWS], HEAD[1:]))


def test_the_decimal_mark_is_the_studys_or_else_that_of_places_and_areas(tmp_path):
    assert one(simple(tmp_path / "point")).mark(Settings()) == "."
    rows = [[cell if n == 0 else cell.replace(".", ",") for n, cell in enumerate(row)] for row in ROWS]
    assert one(simple(tmp_path / "comma", rows)).mark(Settings()) == ","
    assert one(tmp_path / "point").mark(Settings(decimal=",")) == ","


def test_a_problem_without_a_value_is_of_the_header(tmp_path):
    table, file = one(simple(tmp_path)), "A_1_cell_seg_data.txt"
    assert table.problem("CD4", None, "it") == Problem(file, "header", "CD4", None, "it")
    assert table.problem("CD8", "x", "it") == Problem(file, "", "CD8", "x", "it")


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
