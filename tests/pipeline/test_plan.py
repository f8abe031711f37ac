"""The plan of a run: a study that cannot be read is refused with everything that is wrong in it."""

import pytest

from analysis.pipeline import plan
from analysis.pipeline.scaffold import scaffold, section
from analysis.study import cohort


def message(folder):
    with pytest.raises(cohort.StudyError) as caught:
        plan.made(folder, "", "")
    return str(caught.value)


def damaged(path, old, new):
    path.write_text(path.read_text().replace(old, new, 1))


def test_problems_of_study_yml_and_of_the_tables_come_together(tmp_path):
    scaffold(tmp_path)
    damaged(tmp_path / "study.yml", "title:", "titel:")
    damaged(tmp_path / "adtte.csv", "25.3", "-3")
    told = message(tmp_path)
    assert 'did you mean "title"?' in told
    assert 'adtte.csv, line 2, column AVAL: found "-3"' in told


def test_an_absent_table_is_told_by_name_not_by_make(tmp_path):
    scaffold(tmp_path)
    (tmp_path / "adtte.csv").unlink()
    assert "adtte.csv: missing; expected a file at" in message(tmp_path)


def test_a_program_that_makes_the_tables_is_named_and_not_run(tmp_path):
    scaffold(tmp_path)
    (tmp_path / "adtte.csv").unlink()
    damaged(tmp_path / "study.yml", "time_unit:", "program: make_tables.py\ntime_unit:")
    (tmp_path / "make_tables.py").write_text("open('ran', 'w')")
    with pytest.raises(plan.PlanError, match=r"adtte.csv missing. study.yml names make_tables.py.*make tables"):
        plan.made(tmp_path, "", "")
    assert not (tmp_path / "ran").exists()


def test_a_plan_holds_sections_reasons_files_and_parameters_and_no_place(tmp_path):
    scaffold(tmp_path)
    made = plan.made(tmp_path, "", "landmarks=6,12")
    assert made["sections"] == ["1_overall_survival"]
    assert made["skipped"]["2_ctdna"] == "needs samples"
    assert made["files"] == ["adsl.csv", "adtte.csv"]
    assert made["parameters"]["1_overall_survival"]["landmarks"] == [6.0, 12.0]
    assert str(tmp_path) not in str(made)


def test_a_notebook_in_a_studys_folder_runs_where_it_is_trusted_and_its_tables_are_declared(tmp_path):
    scaffold(tmp_path)
    section(tmp_path, "7_cytokines")
    assert plan.made(tmp_path, "", "")["skipped"]["7_cytokines"].endswith("if you trust it run it by RUN=1")
    assert plan.made(tmp_path, "", "", trusted=True)["skipped"]["7_cytokines"] == "needs markers"
    damaged(tmp_path / "study.yml", "tables:\n", "tables:\n  markers: {file: markers.csv, own: true}\n")
    (tmp_path / "markers.csv").write_text("USUBJID,PARAMCD,AVISIT,AVAL\nSYN-001,IL6,Baseline,5.1\n")
    made = plan.made(tmp_path, "", "visit=Day", trusted=True)
    assert made["sections"] == ["1_overall_survival", "7_cytokines"]
    assert made["parameters"]["7_cytokines"] == {"visit": "Day"}
    assert "markers.csv" in made["files"]
