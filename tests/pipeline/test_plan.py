"""The plan of a run: a study that cannot be read is refused with everything that is wrong in it."""

import pytest

from analysis.pipeline import plan
from analysis.pipeline.scaffold import scaffold
from analysis.study import cohort


def message(folder, work):
    with pytest.raises(cohort.StudyError) as caught:
        plan.write(folder, "", "", work)
    return str(caught.value)


def damaged(path, old, new):
    path.write_text(path.read_text().replace(old, new, 1))


def test_problems_of_study_yml_and_of_the_tables_come_together(tmp_path):
    scaffold(tmp_path)
    damaged(tmp_path / "study.yml", "title:", "titel:")
    damaged(tmp_path / "adtte.csv", "25.3", "-3")
    told = message(tmp_path, tmp_path / "work")
    assert 'did you mean "title"?' in told
    assert 'adtte.csv, line 2, column AVAL: found "-3"' in told
    assert not (tmp_path / "work" / "plan.mk").exists()


def test_an_absent_table_is_told_by_name_not_by_make(tmp_path):
    scaffold(tmp_path)
    (tmp_path / "adtte.csv").unlink()
    assert "adtte.csv: missing; expected a file at" in message(tmp_path, tmp_path / "work")


def test_a_program_may_still_have_to_write_the_tables(tmp_path):
    scaffold(tmp_path)
    (tmp_path / "adtte.csv").unlink()
    damaged(tmp_path / "study.yml", "time_unit:", "program: make_tables.py\ntime_unit:")
    plan.write(tmp_path, "", "", tmp_path / "work")
    assert "adtte.csv" in (tmp_path / "work" / "plan.mk").read_text()
