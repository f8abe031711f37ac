"""Two builds of a report, compared byte by byte."""

import json

import pytest

from analysis.pipeline import digests, verify


def builder(text):
    """A build that writes two files, the page with a text of its place."""

    def build(_, place):
        (place / "report").mkdir(parents=True)
        (place / "report" / "same.txt").write_text("same")
        (place / "report" / "index.html").write_text(text.format(place=place))
        return place / "report"

    return build


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


def test_a_report_that_is_made_the_same_twice_is_counted_and_cleared_away(tmp_path):
    assert verify.twice("data/s", place=tmp_path / "place", build=builder("steady")) == 2
    assert not (tmp_path / "place").exists()


def test_a_report_that_differs_names_its_files_and_is_kept(tmp_path):
    with pytest.raises(verify.DifferenceError, match="differ in:\n  index.html$"):
        verify.twice("data/s", place=tmp_path / "place", build=builder("{place}"))
    assert (tmp_path / "place" / "second" / "report" / "index.html").exists()


def test_the_inputs_of_a_report_are_compared_with_the_files_that_are_there(tmp_path):
    study, out = tmp_path / "study", tmp_path / "out"
    (study / "cells").mkdir(parents=True)
    out.mkdir()
    for name in ("study.yml", "adsl.csv", "cells/a.txt"):
        (study / name).write_text(name)
    made = digests.study(study, ["adsl.csv", "cells"])
    (out / "provenance.json").write_text(json.dumps({"inputs": made}))
    assert verify.inputs(study, out) == 3
    (study / "adsl.csv").write_text("another")
    (study / "cells" / "a.txt").unlink()
    (study / "cells" / "b.txt").write_text("more")
    with pytest.raises(verify.DifferenceError) as caught:
        verify.inputs(study, out)
    assert str(caught.value).splitlines()[1:] == [
        "  adsl.csv: is another now", "  cells/a.txt: is gone", "  cells/b.txt: is new"
    ]  # fmt: skip


def test_a_place_without_a_report_is_told(tmp_path):
    with pytest.raises(verify.DifferenceError, match="no report is there"):
        verify.inputs(tmp_path, tmp_path)
