"""What is asked for: letter for letter from the environment, the id checked before anything else happens."""

from pathlib import Path

import pytest

from analysis.pipeline.asked import AskedError, asked, study_id

HOSTILE = ["a$(touch X)", "a`touch X`", "a; touch X", "../../x", "/tmp/x", "a b", "a\\n", "-x", ".x", "", "ä", "a|b",
           "a&b", "$(shell touch X)", "a%s", "a#b$", "a/b", "<script>", "=1+1"]  # fmt: skip


def study(folder, line):
    folder.mkdir(exist_ok=True)
    (folder / "study.yml").write_text(f"# a comment\ntitle: x\n{line}\n")
    return folder


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_an_id_of_other_signs_is_refused(tmp_path, name, quote):
    with pytest.raises(AskedError, match="expected a short name of letters, digits, dot, line and dash"):
        study_id(study(tmp_path / "s", f"id: {quote}{name}{quote}"))


@pytest.mark.parametrize(
    "line", ["id: nct-1", 'id: "nct-1"', "id: 'nct-1' # ours", "id:  nct-1  # ours", "id: nct-1\r"]
)
def test_an_id_is_read_as_it_may_be_written(tmp_path, line):
    assert study_id(study(tmp_path / "s", line)) == "nct-1"


def test_a_folder_without_study_yml_is_told(tmp_path):
    with pytest.raises(AskedError, match="study.yml: missing; expected a file at"):
        asked({"STUDY": str(tmp_path)})


def test_each_study_folder_place_and_set_of_parameters_has_a_working_folder_of_its_own(tmp_path):
    one, copy = study(tmp_path / "one", "id: s"), study(tmp_path / "copy", "id: s")
    given = [{"STUDY": str(one)}, {"STUDY": str(copy)}, {"STUDY": str(one), "OUT": "reports/x"},
             {"STUDY": str(one), "PARAMS": "landmarks=6"}]  # fmt: skip
    works = [asked(each).work for each in given]
    assert len(set(works)) == 4
    assert asked({"STUDY": str(tmp_path / "copy" / ".." / "one"), "OUT": "", "PARAMS": " "}).work == works[0]
    assert all(work.parent == Path("reports/.work") and work.name.startswith("s-") for work in works)


def test_paths_keep_every_letter(tmp_path):
    folder = study(tmp_path / "Ü $(b) #1: 50%", "id: s")
    wanted = asked({"STUDY": str(folder), "OUT": str(tmp_path / "out $HOME `x`")})
    assert (wanted.study, wanted.out) == (folder, tmp_path.resolve() / "out $HOME `x`")
    assert wanted.failed.name == "out $HOME `x`.failed"


@pytest.mark.parametrize(("text", "seconds"), [("30", 1800), ("90s", 90), ("45m", 2700), ("2h", 7200), ("0.5", 30)])
def test_a_limit_of_time_is_minutes_unless_it_says_otherwise(tmp_path, text, seconds):
    assert asked({"STUDY": str(study(tmp_path / "s", "id: s")), "TIMEOUT": text}).timeout == seconds


@pytest.mark.parametrize("given", [{"TIMEOUT": "soon"}, {"TIMEOUT": "0"}, {"JOBS": "0"}, {"JOBS": "2; touch X"}])
def test_a_number_that_is_none_is_refused(tmp_path, given):
    with pytest.raises(AskedError, match="expected"):
        asked({"STUDY": str(study(tmp_path / "s", "id: s"))} | given)


def test_a_report_with_small_cells_has_a_place_of_its_own_and_no_figures_for_journals(tmp_path):
    given = {"STUDY": str(study(tmp_path / "s", "id: nct-1")), "SMALL_CELLS": "5"}
    assert (asked(given).shown, asked(given).small_cells) == ("reports/nct-1-small-cells-5", 5)
    assert asked(given | {"SMALL_CELLS": ""}).small_cells == 0
    with pytest.raises(AskedError, match="not masked"):
        asked(given, journal="jci")


@pytest.mark.parametrize("text", ["1", "-5", "five", "5; touch X"])
def test_small_cells_are_a_whole_number_from_two(tmp_path, text):
    with pytest.raises(AskedError, match="expected a whole number from 2"):
        asked({"STUDY": str(study(tmp_path / "s", "id: nct-1")), "SMALL_CELLS": text})


def test_one_figure_of_the_paper_has_a_folder_of_its_own_and_counts_for_a_journal_alone():
    given = {"STUDY": "data/nct03958097", "FIGURE": "3A"}
    assert asked(given).figure == ""
    one = asked(given, journal="nature")
    assert (one.figure, one.shown) == ("3A", "reports/nct03958097-figures-nature-3A")
