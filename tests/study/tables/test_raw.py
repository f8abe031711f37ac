"""The rows of a declared table as text: several files, each with its own marks, places and names."""

import pytest

from analysis.study.declaration import Source
from analysis.study.tables import raw, read, typed

HEAD = "USUBJID;PARAMCD;AVAL;CNSR\n"


def table(folder, *texts, **declared):
    """The frame and the problems of adtte, written in files with these texts."""
    for number, text in enumerate(texts):
        (folder / f"{number}.csv").write_text(text, encoding="utf-8")
    sources = [Source(file=f"{number}.csv", **declared) for number in range(len(texts))]
    found, problems = read(folder, "adtte", sources)
    frame, more = typed("adtte", found)
    return frame, list(map(str, [*problems, *more]))


def test_each_file_has_its_own_decimal_mark(tmp_path):
    frame, problems = table(tmp_path, HEAD + "1;OS;2,5;0\n", HEAD.replace(";", ",") + "2,OS,3.5,0\n")
    assert (frame["AVAL"].tolist(), problems) == ([2.5, 3.5], [])


def test_what_may_be_a_thousand_is_told_with_both_readings_as_the_file_has_it(tmp_path):
    _, problems = table(tmp_path, HEAD + "1;OS;1,234;0\n")
    assert problems[0].startswith('0.csv, line 2, column AVAL: found "1,234"')
    assert "this may be 1.234 or 1234" in problems[0]
    _, problems = table(tmp_path, HEAD + "1;OS;2,5;0\n2;OS;1.234;0\n")
    assert problems[0].startswith('0.csv, line 3, column AVAL: found "1.234"')
    frame, problems = table(tmp_path, HEAD + "1;OS;1,234;0\n", decimal=",")
    assert (frame["AVAL"].tolist(), problems) == ([1.234], [])


def test_a_column_that_is_mapped_beside_one_of_its_own_name_is_a_problem(tmp_path):
    text = HEAD.replace("AVAL", "AVAL;Days") + "1;OS;2;60;0\n"
    _, problems = table(tmp_path, text, columns={"AVAL": "Days"})
    assert problems[0].endswith('columns.AVAL: found "Days"; expected 0.csv without a column AVAL')
    assert table(tmp_path, text, columns={"AVAL": "AVAL"})[1] == []


def test_lines_above_the_mapped_header_are_left_out(tmp_path):
    text = "Export of 3 May\n\n" + HEAD.replace("USUBJID", "No") + "1;OS;2;0\n"
    frame, problems = table(tmp_path, text, columns={"USUBJID": "No"})
    assert (frame["USUBJID"].tolist(), problems) == (["1"], [])


def test_keys_come_from_a_column_or_from_the_pattern_in_a_name_in_the_words_declared(tmp_path):
    (tmp_path / "t.csv").write_text("Sample,AVISIT\nP1_a,C1\nx,C2\n")
    source = Source(
        file="t.csv", parameters={"sample": r"(?P<USUBJID>P\d)_"},
        values={"USUBJID": {"P1": "001"}, "AVISIT": {"C1": "Baseline"}},
    )  # fmt: skip
    found, problems = raw.read(
        tmp_path, "nkflow", [source], known=lambda names: False, numeric=lambda name: False, later=["USUBJID"]
    )
    keys = raw.keyed(found, "Sample", source, ["USUBJID", "AVISIT", "ADY"])
    assert (keys.to_numpy().tolist(), problems) == ([["001", "Baseline", ""], ["", "C2", ""]], [])


def test_rows_that_study_yml_names_are_left_out_counted_and_the_others_keep_their_places(tmp_path):
    (tmp_path / "t.csv").write_text("USUBJID,ARM\n001,A\n002,Screen failure\nTEST1,A\n003,B\n")
    found, problems = read(tmp_path, "adsl", [Source(file="t.csv", ignore={"ARM": "(?i)screen", "USUBJID": "^TEST"})])
    assert (problems, found.cells["USUBJID"].tolist()) == ([], ["001", "003"])
    assert found.places == [("t.csv", "line 2"), ("t.csv", "line 5")]
    assert list(found.notes) == ["t.csv: 2 rows left out, as `ignore` says: Screen failure, TEST1"]
    found, _ = read(tmp_path, "adsl", [Source(file="t.csv", ignore="^00[12]")])
    assert found.cells["USUBJID"].tolist() == ["TEST1", "003"]


def test_ignore_needs_a_column_that_is_there_and_a_pattern(tmp_path):
    (tmp_path / "t.csv").write_text("USUBJID,ARM\n001,A\n")
    _, problems = read(tmp_path, "adsl", [Source(file="t.csv", ignore={"AMR": "x"})])
    assert [(one.column, one.value) for one in problems] == [("tables.adsl.ignore", "AMR")]
    assert 'did you mean "ARM"?' in problems[0].expected
    with pytest.raises(ValueError, match="a regular expression"):
        Source(file="t.csv", ignore="(")
    found, _ = read(tmp_path, "adsl", [Source(file="t.csv", ignore="^X")])
    assert list(found.notes) == ["t.csv: 0 rows left out, as `ignore` says"]


@pytest.mark.parametrize(("n", "more"), [(5, ""), (6, " …")])
def test_five_rows_left_out_are_named(tmp_path, n, more):
    (tmp_path / "t.csv").write_text("USUBJID\n001\n" + "".join(f"X{row}\n" for row in range(n)))
    found, _ = read(tmp_path, "adsl", [Source(file="t.csv", ignore="^X")])
    assert list(found.notes) == [f"t.csv: {n} rows left out, as `ignore` says: X0, X1, X2, X3, X4{more}"]


def test_rows_of_several_files_are_numbered_through(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text(f"USUBJID,{name}\n{name}1,x\n{name}2,y\n")
    found, _ = read(tmp_path, "adsl", [Source(file="a.csv"), Source(file="b.csv")])
    assert found.cells.index.tolist() == [0, 1, 2, 3]
    assert found.cells["b"].tolist() == ["", "", "x", "y"]
    assert found.problem(2, "USUBJID", "it").row == "line 2"
