"""What is odd in counted cells is left out, told or refused."""

import pytest

from analysis.study import cells
from analysis.study.cells.dialect import Settings
from analysis.study.cells.doubts import misspelt
from analysis.study.problems import StudyError
from tests.study.cells.exports import HEAD, ROWS, export, simple, study, total

QUPATH = ["Image", "Object type", "Classification", "Parent"]


def many(field, n=100):
    return [
        [field, "007", "Tumor", str(k), "1", "1", "1000000", "30", f"CD8{'+-'[k % 3 > 0]}", "PD-1-"] for k in range(n)
    ]


def remarks(found):
    notes = found.left_out["note"].tolist()
    return [note for note in notes if "where its cells lie" not in note]


def test_a_field_with_the_same_cells_as_another_is_left_out_and_told(tmp_path):
    found = cells.tally(simple(tmp_path, [*many("A.im3"), *many("B.im3")]))
    assert total(found, "CD8+") == (34, 0, 100)
    assert remarks(found) == ["as many cells of every kind as field A.im3: the same field?"]
    assert total(cells.tally(simple(tmp_path, [*many("A.im3", 60), *many("B.im3", 60)])), "CD8+") == (40, 0, 120)


def test_tissues_nearly_alike_and_areas_far_from_others_are_told(tmp_path):
    rows = [[*row[:2], tissue, *row[3:]] for row, tissue in zip(ROWS[:3], ["Tumor", "Tumor", "Tumour"], strict=True)]
    assert remarks(cells.tally(simple(tmp_path, rows))) == ["tissue Tumour (1 cells): is it Tumor?"]
    rows = [[f"{n}.im3", *row[1:6], area, *row[7:]] for n, (row, area) in
            enumerate(zip(ROWS[:3], ["900000", "1000000", "1"], strict=True))]  # fmt: skip
    rows = [[*row[:2], "Tumor", *row[3:]] for row in rows]
    assert remarks(cells.tally(simple(tmp_path, rows))) == [
        "the area of Tumor in 2.im3 is 1e-06 mm², far from all others: another unit?"
    ]


def test_classes_that_no_declared_marker_reads_are_counted(tmp_path):
    rows = [["007.svs", "Cell", name, "Tumor"] for name in ("CD8: Positive", "CD8: Negative: FoxP3: Positive", "FoxP3")]
    told = study(export(tmp_path, "m.tsv", QUPATH, rows), {"subject": r"^\d+", "markers": ["CD8"]})
    assert "classes of no declared marker: FoxP3 (2 cells)" in remarks(cells.tally(told))


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("CD8: Negatve", "Negative where it says Negatve"),
        ("CD8: positiv", "Positive where it says positiv"),
        ("CD 8: Positive", "CD8 where it says CD 8"),
        ("PD1", "PD-1 where it says PD1"),
        ("PD-L1: Positive", ""),
        ("CD4: 2+", ""),
        ("CD8+", ""),
        ("pd1", ""),
        ("Negative", ""),
    ],
)
def test_a_misspelt_intensity_or_marker_is_refused(word, told):
    found = [problem.expected for problem in misspelt([word], {"CD8": [], "PD-1": ["pd1"]})]
    assert found == ([f"{told}, or a name under markers"] if told else [])


def test_the_refusal_comes_from_the_reader(tmp_path):
    rows = [["007.svs", "Cell", "CD8: Negatve", "Tumor"]]
    told = study(export(tmp_path, "m.tsv", QUPATH, rows), {"subject": r"^\d+", "markers": ["CD8"]})
    with pytest.raises(StudyError, match="Negative where it says Negatve"):
        cells.tally(told)


def test_classes_are_counted_and_refused_only_of_the_files_that_are_used(tmp_path):
    def write(name, field, phenotype):
        rows = [[field, *row[1:8], phenotype] for row in ROWS[:3]]
        simple(tmp_path, rows, [*HEAD[:8], "Phenotype"], name=f"{name}_cell_seg_data.txt")

    write("A_1", "A.im3", "CD 8")  # the same field is in the merged file, under the declared name
    write("A_merge", "A.im3", "CD8")
    write("B_1", "B.im3", "FoxP3")
    write("C_1", "C.im3", "FoxP3")
    found = cells.tally(tmp_path, Settings(markers={"CD8": []}))
    assert total(found, "CD8+") == (3, 0, 9)
    assert "classes of no declared marker: FoxP3 (6 cells)" in remarks(found)
