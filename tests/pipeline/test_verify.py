"""Two builds of a report, compared byte by byte."""

import pytest

from analysis.pipeline import verify

MAKEFILE = """report:
\tmkdir -p $(OUT)
\techo $(STUDY) > $(OUT)/same.txt
\techo %s > $(OUT)/index.html
"""


def test_differences_names_changed_and_lonely_files(tmp_path):
    for name, text in (("a", "1"), ("b", "2")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same").write_text("x")
        (tmp_path / name / "changed").write_text(text)
        (tmp_path / name / name).touch()
    assert verify.differences(tmp_path / "a", tmp_path / "b") == ["a", "b", "changed"]


def test_equal_folders_have_no_differences_and_equal_sizes_are_not_enough(tmp_path):
    for name, text in (("a", "12"), ("b", "12"), ("c", "13")):
        (tmp_path / name / "inner").mkdir(parents=True)
        (tmp_path / name / "inner" / "file").write_text(text)
    assert verify.differences(tmp_path / "a", tmp_path / "b") == []
    assert verify.differences(tmp_path / "a", tmp_path / "c") == ["inner/file"]


def test_a_report_that_is_made_the_same_twice_is_counted_and_cleared_away(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Makefile").write_text(MAKEFILE % "steady")
    assert verify.twice("data/s", place=tmp_path / "place") == 2
    assert not (tmp_path / "place").exists()


def test_a_report_that_differs_names_its_files_and_is_kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Makefile").write_text(MAKEFILE % "$(OUT)")
    with pytest.raises(verify.DifferenceError, match="differ in:\n  index.html$"):
        verify.twice("data/s", place=tmp_path / "place")
    assert (tmp_path / "place" / "second" / "report" / "index.html").exists()
