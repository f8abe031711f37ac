"""Cells: every spelling of inForm and QuPath gives the same counts, every cell is counted once, none is lost."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis.study import cells, cohort
from analysis.study.cells import fractions
from analysis.study.cells.dialect import Settings
from analysis.study.cells.fractions import positions
from analysis.study.declaration.source import Ids
from analysis.study.problems import StudyError, Unreadable
from tests.study.cells.exports import HEAD, ROWS, export, simple, study, total

REAL = Path(__file__).parents[4] / "shared" / "data" / "mif_inform"
real = pytest.mark.skipif(not REAL.exists(), reason="the public inForm files are not beside the project")


# ---- Counts ----------------------------------------------------------------------------------------------------


def test_a_fraction_is_positive_cells_over_all_nucleated_cells(tmp_path):
    found = cells.tally(simple(tmp_path))
    table = fractions.fractions(found, {"CD8+": "CD8+", "both": "CD8+ & PD-1+"})
    assert table.index.tolist() == ["007"]
    assert table.loc["007"].tolist() == [2 / 4, 1 / 4]


def test_tables_without_any_cell_are_told(tmp_path):
    with pytest.raises(ValueError, match="no cell in 1 cell tables; expected a row for each cell"):
        cells.tally(simple(tmp_path, rows=[]))


def test_cells_never_phenotyped_stay_in_the_denominator_and_are_counted(tmp_path):
    found = cells.tally(simple(tmp_path))
    assert total(found, "CD8+") == (2, 1, 4)
    assert total(found, "CD8-") == (1, 1, 4)
    assert found.quality.set_index("USUBJID").loc["007"].tolist() == [1, 4, 1, 1, 1]


def test_counts_by_tissue_add_up_and_know_their_area(tmp_path):
    table = cells.fractions.counts(cells.tally(simple(tmp_path)), {"CD8+": "CD8+"}).set_index("tissue")
    assert table["n_positive"].to_dict() == {"all": 2, "Stroma": 0, "Tumor": 2}
    assert table["area_mm2"].to_dict() == {"all": 1.5, "Stroma": 0.5, "Tumor": 1.0}
    assert table.loc["Tumor", "per_mm2"] == 2.0


def test_fields_of_a_subject_are_pooled_over_sub_folders(tmp_path):
    simple(tmp_path / "one")
    other = [["A_2.im3", *row[1:]] for row in ROWS[:2]]
    found = cells.tally(simple(tmp_path / "two", other, name="A_2_cell_seg_data.txt").parent)
    assert total(found, "CD8+") == (4, 1, 6)
    assert found.quality.set_index("USUBJID")["fields"].tolist() == [2]


def test_a_fraction_in_one_tissue_only(tmp_path):
    found = cells.tally(simple(tmp_path))
    assert fractions.fractions(found, {"CD8+": "CD8+"}, tissue="Tumor").loc["007"].tolist() == [1.0]


# ---- Spellings -------------------------------------------------------------------------------------------------


def same(tmp_path, folder, settings=None):
    """Both folders give the same counted cells."""
    expected = cells.tally(simple(tmp_path / "expected")).cells
    pd.testing.assert_frame_equal(cells.tally(folder, settings).cells, expected)


@pytest.mark.parametrize("more", [{"end": "\r\n"}, {"encoding": "utf-8-sig"}, {"separator": ","}, {"separator": ";"}])
def test_line_ends_marks_of_encoding_and_separators_do_not_matter(tmp_path, more):
    same(tmp_path, simple(tmp_path / "other", **more))


def test_decimal_commas_change_nothing_not_even_the_name_of_the_field(tmp_path):
    comma = [[cell.replace(".", ",") if "." in cell else cell for cell in row] for row in ROWS]
    same(tmp_path, simple(tmp_path / "comma", comma))


@pytest.mark.parametrize("unit", ["sq microns", "square microns"])
def test_both_spellings_of_square_microns_are_read(tmp_path, unit):
    same(tmp_path, simple(tmp_path / "other", head=[name.replace("square microns", unit) for name in HEAD]))


def test_pixels_become_microns_by_the_scale(tmp_path):
    head = [name.replace("square microns", "pixels") for name in HEAD]
    rows = [[*row[:6], str(4 * int(row[6])), *row[7:]] for row in ROWS]
    folder = simple(tmp_path / "pixels", rows, head)
    same(tmp_path, folder)
    assert positions(folder, "A_1_cell_seg_data.txt")["x"].tolist() == [5.25, 5.5, 6.0, 6.5]
    at_one = positions(folder, "A_1_cell_seg_data.txt", Settings(microns_per_pixel=1.0))
    assert at_one["x"].tolist() == [10.5, 11, 12, 13]


def test_slide_007_keeps_its_zeros_and_blanks_around_words_do_not_matter(tmp_path):
    rows = [[*row[:8], f" {row[8]} ", row[9]] for row in ROWS]
    same(tmp_path, simple(tmp_path / "blanks", rows))


def test_one_column_that_names_the_phenotype_of_each_cell(tmp_path):
    head = [*HEAD[:8], "Phenotype"]
    names = ["Cytotoxic T", "Other", "Helper T", "", "Other"]
    folder = simple(tmp_path, [[*row[:8], name] for row, name in zip(ROWS, names, strict=True)], head)
    settings = Settings(markers={"CD8": ["Cytotoxic T"], "CD4": ["Helper T"]})
    found = cells.tally(folder, settings)
    assert found.markers == ["CD8", "CD4"]
    assert total(found, "CD8+") == (1, 1, 4)
    assert total(found, "CD8- & CD4-") == (1, 1, 4)
    assert cells.tally(folder).markers == ["Cytotoxic T", "Helper T", "Other"]


def test_signs_within_the_name_of_a_phenotype_are_read(tmp_path):
    head = [*HEAD[:8], "Phenotype"]
    names = ["CD8+PD-1+", "CD8+PD-1-", "CD8-PD-1-", "", "CD8+PD-1-"]
    rows = [[*row[:8], name] for row, name in zip(ROWS, names, strict=True)]
    same(tmp_path, simple(tmp_path / "signs", rows, head), Settings(markers={"CD8": [], "PD-1": []}))


@pytest.mark.parametrize("micron", ["µm", "um"])
def test_qupath_detections_are_read_by_their_classes_and_annotations_are_no_cells(tmp_path, micron):
    head = ["Image", "Object type", "Classification", "Parent", f"Centroid X {micron}", f"Centroid Y {micron}",
            f"Nucleus: Area {micron}^2"]  # fmt: skip
    rows = [
        ["007_1.tif", "Annotation", "Tumor", "Root", "1", "1", ""],
        ["007_1.tif", "Detection", "CD8: PD-1", "Tumor", "1.5", "2", "30"],
        ["007_1.tif", "Detection", "CD8", "Tumor", "3", "4", "30"],
        ["007_1.tif", "Detection", "PD-1", "Stroma", "5", "6", "30"],
        ["007_1.tif", "Detection", "", "Stroma", "7", "8", "30"],
    ]
    export(tmp_path, "measurements.tsv", head, rows)
    found = cells.tally(tmp_path, Settings(subject=r"^(\d+)_"))
    assert found.cells["USUBJID"].unique().tolist() == ["007"]
    assert total(found, "CD8+ & PD-1+") == (1, 1, 4)
    assert total(found, "CD8+") == (2, 1, 4)
    assert positions(tmp_path, "measurements.tsv")["x"].tolist() == [1.5, 3, 5, 7]


@pytest.mark.parametrize(("values", "counted"), [("2,6 2,5 0,1 #N/A 9", (1, 1, 4)), ("3 % 1 % 0 % 5 % 9", (0, 0, 4))])
def test_a_marker_may_be_positive_by_its_intensity_and_a_missing_compartment_is_unknown(tmp_path, values, counted):
    values = values.replace(" %", "%").split()
    own = [[cell.replace(".", ",") for cell in row] for row in ROWS] if "," in values[0] else ROWS
    rows = [[*row, value.replace("%", " %")] for row, value in zip(own, values, strict=True)]
    folder = simple(tmp_path, rows, [*HEAD, "Membrane PD-L1 Mean"])
    settings = Settings(thresholds={"PD-L1": ("Membrane PD-L1 Mean", 2.5)})
    found = cells.tally(folder, settings)
    assert found.markers == ["CD8", "PD-1", "PD-L1"]
    assert total(found, "PD-L1+") == counted


# ---- Once and only once ----------------------------------------------------------------------------------------


def test_summaries_and_their_all_rows_are_not_cells(tmp_path):
    simple(tmp_path)
    everything = [[*ROWS[0][:3], "all", *ROWS[0][4:]]]
    simple(tmp_path, everything, name="A_1_cell_seg_data_summary.txt")
    simple(tmp_path, [*ROWS, *everything], name="A_1_cell_seg_data.txt")
    assert total(cells.tally(tmp_path), "CD8+") == (2, 1, 4)


def test_a_field_in_single_and_merged_files_is_counted_once_and_the_files_say_so(tmp_path):
    simple(tmp_path)
    simple(tmp_path, ROWS[:4], name="A_merge_cell_seg_data.txt")
    (tmp_path / "notes.txt").write_text("hello")
    found = cells.tally(tmp_path)
    assert total(found, "CD8+") == (2, 1, 4)
    notes = found.files.set_index("file")["note"]
    assert (
        notes["A_1_cell_seg_data.txt"] == "the same field is in A_merge_cell_seg_data.txt, though there it has 4 cells"
    )
    assert notes["notes.txt"] == "not a cell table of inForm, QuPath or HALO"
    assert found.files["used"].sum() == 1


@real
def test_real_inform_files_count_each_of_four_fields_once():
    # phenoptr's own test data (zlib licence): 66 + 68 + 270 + 215 cells of one slide, under two spellings of its id
    settings = Settings(subjects={"0929309": "FIHC4", "09-29309": "FIHC4"})
    found = cells.tally(REAL, settings)
    assert found.cells.groupby("field")["n"].sum().tolist() == [66, 68, 270, 215]
    assert total(found, "B+") == (439, 1, 619)
    assert total(found, "Helper_T+ | Cytotoxic_T+") == (51 + 52, 1, 619)
    assert found.files.loc[found.files["used"], "kind"].unique().tolist() == ["inForm consolidated"]


@real
def test_real_inform_files_are_read_through_a_study_folder(tmp_path):
    shutil.copytree(REAL, tmp_path / "cells")
    (tmp_path / "adsl.csv").write_text("USUBJID\nFIHC4\n")
    (tmp_path / "adtte.csv").write_text("USUBJID,PARAMCD,AVAL,CNSR\nFIHC4,OS,100,0\n")
    (tmp_path / "study.yml").write_text(
        "{id: real, title: Real, synthetic: false, time_unit: days, tables: {adsl: adsl.csv, adtte: adtte.csv, cells: "
        '{file: cells, values: {USUBJID: {"0929309": FIHC4, "09-29309": FIHC4}}, '
        "parameters: {markers: [B, Helper_T]}}}, "
        "phenotypes: {B+: B+, neither: B- & Helper_T-}}"
    )
    table = cells.fractions_of(cohort.read(tmp_path))
    assert table.index.tolist() == ["FIHC4"]
    assert table.loc["FIHC4", "B+"] == 439 / 619
    assert table.loc["FIHC4", "neither"] == (619 - 439 - 51 - 1) / 619


@real
def test_the_decimal_comma_twin_of_a_real_file_has_identical_numbers(tmp_path):
    names = [f"FIHC4__0929309_HP_IM3_2{twin}_cell_seg_data.txt" for twin in ("", "_comma")]
    tallies, places = [], []
    for name in names:
        folder = tmp_path / name
        folder.mkdir()
        (folder / name).symlink_to(REAL / name)
        tallies.append(cells.tally(folder).cells)
        places.append(positions(folder, name))
    pd.testing.assert_frame_equal(*tallies)
    pd.testing.assert_frame_equal(*places)
    assert len(places[0]) == 270


@real
def test_single_merged_and_consolidated_real_files_agree(tmp_path):
    names = {"Cytotoxic T": ["Cytotoxic_T"], "B": [], "Helper T": ["Helper_T"]}
    settings = Settings(markers=names, subjects={"09-29309": "0929309"})
    found = {}
    for kind in ("IM3_[0-3]_cell", "FIHC4_merge", "consolidated"):
        folder = tmp_path / kind
        folder.mkdir()
        for path in REAL.glob(f"*{kind}*.txt"):
            (folder / path.name).symlink_to(path)
        found[kind] = cells.tally(folder, settings)
    counted = [[total(one, f"{name}+")[0] for name in names] for one in found.values()]
    assert counted[0] == counted[1] == counted[2] == [52, 439, 51]


# ---- Problems --------------------------------------------------------------------------------------------------


def fails(folder, message, settings=None):
    with pytest.raises(ValueError, match=message):
        cells.tally(folder, settings)


def test_problems_name_the_file_the_column_and_the_value(tmp_path):
    fails(tmp_path, "no cell table; expected")
    (tmp_path / "halo.csv").write_text("Patient,CD8,PD-1\n10001,0.2,0.1\n")
    fails(tmp_path, "declare it as `fractions` instead of `cells`")
    (tmp_path / "halo.csv").unlink()
    odd = simple(tmp_path / "odd", [[*row[:8], "yes", row[9]] for row in ROWS])
    fails(odd, r'A_1_cell_seg_data.txt, Phenotype CD8: found "yes"; expected "CD8\+", "CD8-" or a blank')
    good = simple(tmp_path / "good")
    fails(good, "header, Phenotype CD4: missing; expected a column; found CD8, PD-1", Settings(markers={"CD4": []}))
    fails(good, "header, Patient: missing", Settings(subject_column="Patient"))
    fails(good, 'Slide ID: found "007"; expected a text that tells USUBJID', Settings(subject="x(.)"))


def test_one_field_under_two_subjects_is_refused(tmp_path):
    simple(tmp_path)
    simple(tmp_path, [[row[0], "7", *row[2:]] for row in ROWS], name="A_merge_cell_seg_data.txt")
    fails(tmp_path, 'field A_1.im3, USUBJID: found "7 in A_merge_cell_seg_data.txt, 007 in A_1_cell_seg_data.txt"')


def test_a_study_says_how_its_cells_are_read(tmp_path):
    simple(tmp_path)
    told = study(tmp_path, {"markers": ["PD-1", "CD8"]}, values={"USUBJID": {"007": "008"}})
    found = cells.tally(told)
    assert found.markers == ["PD-1", "CD8"]
    assert found.cells["USUBJID"].unique().tolist() == ["008"]
    assert list(cells.fractions.phenotypes(told, found.markers)) == ["PD-1+", "CD8+", "PD-1+CD8+"]


def test_a_subject_that_is_not_in_the_study_is_refused_and_one_mapped_to_nothing_left_out(tmp_path):
    simple(tmp_path)
    fails(study(tmp_path, values={"USUBJID": {"007": "9"}}), 'USUBJID: found "9"; expected a subject of adsl')
    simple(tmp_path, [["B_1.im3", "control", *row[2:]] for row in ROWS], name="B_1_cell_seg_data.txt")
    found = cells.tally(study(tmp_path, values={"USUBJID": {"control": None}}))
    assert found.cells["USUBJID"].unique().tolist() == ["007"]


def test_a_tally_is_true_where_it_has_cells_and_lists_the_files_left_out(tmp_path):
    simple(tmp_path)
    simple(tmp_path, ROWS, name="A_merge_cell_seg_data.txt")
    found = cells.tally(tmp_path)
    assert found
    assert found.left_out["file"].tolist() == ["A_1_cell_seg_data.txt"]
    assert found.left_out["note"].str.startswith("the same field is in A_merge_cell_seg_data.txt").all()


QUPATH = ["Image", "Object type", "Classification", "Parent", "Centroid X µm", "Centroid Y µm"]


def qupath(folder, *classes, head=QUPATH, kinds=None):
    kinds = kinds or ["Cell"] * len(classes)
    rows = [["007.svs", kind, name, "Tumor", "1", "2"] for kind, name in zip(kinds, classes, strict=True)]
    return export(folder, "measurements.tsv", head, rows)


def test_an_intensity_class_says_whether_the_class_before_it_is_positive(tmp_path):
    names = ["CD8: Positive", "CD8: Negative", "CD8: 1+", "CD8: 2+: PD-1: Negative", "PD-1: CD8: negative", "CD8-PD-1+"]
    found = cells.tally(qupath(tmp_path, *names), Settings(subject=r"^\d+", markers={"CD8": [], "PD-1": []}))
    assert total(found, "CD8+") == (3, 0, 6)
    assert total(found, "PD-1+") == (2, 0, 6)
    alone = cells.tally(qupath(tmp_path / "alone", "Positive", "Negative", "3+"), Settings(subject=r"^\d+"))
    assert total(alone, "Positive+") == (2, 0, 3)


@pytest.mark.parametrize("head", [QUPATH, ["Image", "Name", "Class", *QUPATH[3:]]])
def test_annotations_tiles_and_subcellular_spots_are_no_cells_and_counted(tmp_path, head):
    new = head == QUPATH
    kinds = ["Cell", "Annotation", "Tile", "TMA core", "Detection", "Detection"]
    kinds = kinds if new else [f"Path{kind.replace(' ', '').replace('core', 'Core')}Object" for kind in kinds]
    names = ["CD8", "CD8", "CD8", "", "Other", "Subcellular spot: PD-1 object"]
    settings = Settings(subject=r"^\d+", markers={"CD8": []})
    found = cells.tally(qupath(tmp_path, *names, head=head, kinds=kinds), settings)
    assert total(found, "CD8+") == (1, 0, 2)
    left = found.left_out["note"].tolist()
    assert len(left) == 4
    assert "1 rows are Subcellular spot: no cells" in left
    assert len(positions(tmp_path, "measurements.tsv", settings)) == 2


def test_an_object_of_an_unknown_kind_is_refused_and_a_name_of_ones_own_is_no_kind(tmp_path):
    with pytest.raises(Unreadable, match='Object type: found "Cel"; .* did you mean "cell"'):
        cells.tally(qupath(tmp_path, "CD8", kinds=["Cel"]), Settings(subject=r"^\d+"))
    own = qupath(tmp_path / "own", "CD8", "Other", kinds=["Tile 7", "Anna"], head=["Image", "Name", *QUPATH[2:]])
    assert total(cells.tally(own, Settings(subject=r"^\d+")), "CD8+") == (1, 0, 2)


def test_a_declared_marker_that_no_class_names_is_refused_with_the_near_one(tmp_path):
    folder = qupath(tmp_path, "CD8", "CD8: PD-1", "")
    with pytest.raises(StudyError, match=r'markers: found "PD1"; .* did you mean "PD-1"\? \(known: CD8, PD-1\)'):
        cells.tally(folder, Settings(subject=r"^\d+", markers={"CD8": [], "PD1": []}))
    assert total(cells.tally(folder, Settings(subject=r"^\d+", markers={"PD1": ["PD-1"]})), "PD1+") == (1, 1, 3)
    none = qupath(tmp_path / "none", "CD8: PD-1: Negative")
    assert total(cells.tally(none, Settings(subject=r"^\d+", markers={"PD-1": []})), "PD-1+") == (0, 0, 1)


def test_each_phenotyping_schema_of_inform_is_a_marker(tmp_path):
    head = [name.replace("Phenotype ", "Phenotype-") for name in HEAD]
    found, plain = cells.tally(simple(tmp_path / "schemas", head=head)), cells.tally(simple(tmp_path / "plain"))
    assert found.markers == ["CD8", "PD-1"]
    for rule in ("CD8+", "PD-1+", "CD8+PD-1+"):
        assert total(found, rule) == total(plain, rule)


def test_words_in_a_column_of_one_marker_are_signs(tmp_path):
    words = ["CD8", "Positive", "Other", "negative", "CD8-"]
    rows = [[*row[:8], word, row[9]] for row, word in zip(ROWS, words, strict=True)]
    assert total(cells.tally(simple(tmp_path, rows)), "CD8+") == (2, 0, 4)


def test_fields_that_study_yml_names_are_left_out_and_counted(tmp_path):
    folder = simple(tmp_path, [*ROWS, ["CTRL_1.im3", *ROWS[0][1:]]])
    found = cells.tally(study(folder, ignore="^CTRL"))
    assert total(found, "CD8+") == total(cells.tally(simple(tmp_path / "plain")), "CD8+")
    assert found.left_out["note"].tolist() == ["1 rows are in fields that `ignore` names"]
    with pytest.raises(StudyError, match="tables.cells.ignore"):
        cells.tally(study(folder, ignore={"Sample Name": "x"}))


def test_a_qupath_export_without_places_is_counted_and_has_no_map(tmp_path):
    head, rows = QUPATH[:4], [["007.svs", "Cell", name, "Tumor"] for name in ("CD8", "Other")]
    told = study(export(tmp_path, "measurements.tsv", head, rows), {"subject": r"^\d+", "markers": ["CD8"]})
    found = cells.tally(told)
    assert total(found, "CD8+") == (1, 0, 2)
    assert found.left_out["note"].tolist() == [
        "it does not say where its cells lie: they are counted, but not drawn as a map"
    ]
    assert cells.maps(told, found, fractions.fractions_of(told, found), ["CD8+"], subjects=["007"]).fields == {}
    with pytest.raises(StudyError, match="expected columns such as Centroid X"):
        positions(told, "measurements.tsv")


def test_columns_and_words_of_study_yml_that_no_file_has_are_refused(tmp_path):
    folder = simple(tmp_path)
    with pytest.raises(StudyError, match=r'cells.columns.Gewebe: found "Organ"; expected a column of the files'):
        cells.tally(study(folder, columns={"Gewebe": "Organ"}))
    with pytest.raises(StudyError, match='cells.values: found "Tissue Kategory"; expected a column of the files; did'):
        cells.tally(study(folder, values={"Tissue Kategory": {"a": "b"}}))


def test_identifiers_are_written_as_the_study_writes_them(tmp_path):
    rows = [[row[0], "7", *row[2:]] for row in ROWS]
    assert cells.tally(study(simple(tmp_path, rows), ids=Ids(digits=3))).cells["USUBJID"].unique() == ["007"]


def test_a_cell_twice_in_a_field_is_refused(tmp_path):
    with pytest.raises(Unreadable, match='Cell ID: found "1 cells twice"; expected each Cell ID once in a field'):
        cells.tally(simple(tmp_path, [*ROWS, ROWS[0]]))


HALO = ["Image Location", "Object Id", "XMin", "XMax", "Classifier Label", "CD8 (Opal 520) Positive Classification",
        "PD-1 Positive Classification", "Tumor+"]  # fmt: skip


def halo(folder, *rows):
    cell = [[f"C:\\scans\\{one}.svs", "7", "1", "9", "Tumor", *said] for one, *said in rows]
    return export(folder, "objects.csv", HALO, cell, separator=",")


def test_a_row_of_halo_is_a_cell_with_1_and_0_for_its_markers(tmp_path):
    folder = halo(
        tmp_path, ("007", "1", "0", "0"), ("007", "0", "0", "1"), ("008", "1", "1", "0"), ("007", "0", "", "1")
    )
    settings = {"subject": r"(\d+)\.svs", "markers": {"CD8": [], "PD-1": [], "tumour": ["Tumor+"]}}
    found = cells.tally(study(folder, settings))
    counts = fractions.counts(found, {name: f"{name}+" for name in settings["markers"]}).query("tissue == 'all'")
    told = counts.set_index(["USUBJID", "phenotype"])[["n_positive", "n_unknown", "n_cells"]].T.to_dict("list")
    assert told["007", "CD8"] == [1, 0, 3]
    assert told["007", "PD-1"] == [0, 1, 3]
    assert told["007", "tumour"] == [2, 0, 3]
    assert told["008", "CD8"] == [1, 0, 1]
    assert "not drawn as a map" in found.left_out["note"].iloc[0]
    assert cells.tally(study(folder, {"subject": r"(\d+)\.svs"})).markers == ["CD8", "PD-1"]


def test_what_halo_does_not_say_of_a_marker_is_refused(tmp_path):
    folder = halo(tmp_path, ("007", "2", "0", "0"))
    with pytest.raises(Unreadable, match='CD8 .Opal 520. Positive Classification: found "2"'):
        cells.tally(study(folder, {"subject": r"(\d+)\.svs"}))
    with pytest.raises(Unreadable, match="Phenotype CD4: missing; expected a column; found CD8, PD-1"):
        cells.tally(study(folder, {"subject": r"(\d+)\.svs", "markers": ["CD4"]}))
