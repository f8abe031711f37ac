"""Nothing in a study folder leads out of it or grows without end."""

import gzip
import zipfile

import pytest

from analysis.pipeline.scaffold import scaffold
from analysis.study import cohort, declaration, inside, text
from analysis.study.problems import StudyError, Unreadable

AWAY = ["/etc/passwd", "../adsl.csv", "a/../../adsl.csv", "..", "C:\\adsl.csv", "..\\adsl.csv", "\\\\host\\adsl.csv",
        "a\nb", "a\0b", " "]  # fmt: skip


@pytest.fixture
def study(tmp_path):
    scaffold(tmp_path / "study")
    (tmp_path / "secret.csv").write_text("USUBJID,SECRET\n1,hidden\n")
    return tmp_path / "study"


def edited(study, old, new):
    path = study / "study.yml"
    path.write_text(path.read_text().replace(old, new, 1))
    return declaration.read(study)


@pytest.mark.parametrize("name", AWAY)
def test_a_path_that_leads_elsewhere_is_no_name_of_a_file(name):
    with pytest.raises(ValueError, match="inside the study's folder"):
        inside.path(name)


@pytest.mark.parametrize("name", ["adsl.csv", "a/b c: #%$ü.csv", "cells", "..a.csv", "a..csv"])
def test_any_letter_may_stand_in_a_path_inside(name):
    assert inside.path(name) == name


@pytest.mark.parametrize("key", ["adsl: adsl.csv", "title:"])
def test_absolute_paths_and_those_upwards_are_refused_with_their_line(study, key):
    new = "adsl: ../secret.csv" if key.startswith("adsl") else "manuscript: /etc/passwd\ntitle:"
    _, _, problems = edited(study, key, new)
    assert [problem.expected for problem in problems] == [inside.WHERE]
    assert problems[0].row.startswith("line ")


def test_a_link_out_of_the_study_is_refused_and_not_read(study):
    (study / "adsl.csv").unlink()
    (study / "adsl.csv").symlink_to(study.parent / "secret.csv")
    with pytest.raises(StudyError, match=r"adsl.csv: found \"a link that leads out") as caught:
        cohort.read(study)
    assert "hidden" not in str(caught.value)
    assert "SECRET" not in str(caught.value)


def test_a_link_inside_a_folder_of_instrument_files_is_refused_too(study):
    (study / "cells").mkdir()
    (study / "cells" / "x_cell_seg_data.txt").symlink_to("/etc/passwd")
    found, _, problems = edited(study, "adsl: adsl.csv", "adsl: adsl.csv\n  cells: cells")
    assert [problem.file for problem in problems] == ["cells/x_cell_seg_data.txt"]
    assert "cells" not in found.tables


def test_links_within_the_study_serve(study):
    (study / "rows").mkdir()
    (study / "adsl.csv").rename(study / "rows" / "adsl.csv")
    (study / "adsl.csv").symlink_to("rows/adsl.csv")
    assert len(cohort.read(study).subjects) == 8


def test_an_alias_in_yaml_is_refused_whatever_it_would_become(study):
    laugh = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [{','.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    (study / "study.yml").write_text((study / "study.yml").read_text() + laugh)
    _, _, problems = declaration.read(study)
    assert [problem.value for problem in problems] == ["an alias (*name)"]
    (study / "study.yml").write_text("[" * 5000)
    assert declaration.read(study)[2]


def test_an_alias_in_a_file_of_the_ledger_is_refused(study):
    (study / "inconsistencies.yml").write_text("- &a {id: 1}\n- *a\n")
    assert [problem.file for problem in declaration.read(study)[2]] == ["inconsistencies.yml"]


def test_a_gzip_file_that_unpacks_into_too_much_is_refused_before_it_does(tmp_path, monkeypatch):
    monkeypatch.setattr(inside, "SMALL", 10_000)
    file = tmp_path / "a.csv.gz"
    file.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 10_000))
    with pytest.raises(Unreadable, match="more than a file of this size can hold"):
        text.read(file)
    monkeypatch.setattr(inside, "SMALL", 1_000_000)
    assert len(text.read(file)) == 10_000


def test_a_workbook_that_unpacks_into_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(inside, "SMALL", 1_000_000)
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    with pytest.raises(Unreadable, match="at most"):
        text.read(tmp_path / "a.xlsx")


def test_a_gzip_file_is_unpacked_as_far_as_is_asked(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"a,b\n"))
    assert [inside.unpacked(tmp_path / "a.gz", most) for most in (0, 2, -1)] == [b"", b"a,", b"a,b\n"]


def test_an_alias_is_told_by_its_line():
    assert inside.alias("a: &a 1\nb: 2\nc: *a\n") == 3
    assert inside.alias("a: 1\n") == inside.alias("a: [") == 0
