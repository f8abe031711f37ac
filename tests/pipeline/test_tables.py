"""The program of a study runs when it is asked for, and only from the study's own folder."""

import shutil
from pathlib import Path

import pytest

from analysis.pipeline import tables
from analysis.pipeline.scaffold import scaffold
from analysis.pipeline.tables import ProgramError

WRITES = "from pathlib import Path\nPath('ran').write_text(str(Path(__file__).name))\n"


@pytest.fixture
def study(tmp_path):
    scaffold(tmp_path / "study")
    (tmp_path / "outside.py").write_text(WRITES)
    return tmp_path / "study"


def named(study, program):
    path = study / "study.yml"
    path.write_text(path.read_text().replace("time_unit:", f"program: {program}\ntime_unit:", 1))


def test_it_runs_in_the_folder_of_the_study(study):
    named(study, "make it.py")
    (study / "make it.py").write_text(WRITES)
    assert tables.make(study) == "make it.py"
    assert (study / "ran").read_text() == "make it.py"


def test_a_study_without_a_program_runs_none(study):
    assert tables.make(study) is None


@pytest.mark.parametrize("how", ["../outside.py", "{place}/outside.py", "link.py", "none.py", "x/../../outside.py"])
def test_a_program_from_elsewhere_is_refused(study, how):
    (study / "link.py").symlink_to(study.parent / "outside.py")
    named(study, how.format(place=study.parent))
    with pytest.raises(ProgramError, match="program|a link that leads out"):
        tables.make(study)
    assert not list(study.parent.rglob("ran"))


def test_one_that_fails_is_told(study):
    named(study, "bad.py")
    (study / "bad.py").write_text("raise SystemExit(3)")
    with pytest.raises(ProgramError, match="bad.py failed, exit status 3"):
        tables.make(study)


def test_the_tables_of_the_real_trial_are_those_that_its_program_makes(tmp_path):
    shipped = Path(__file__).parents[2] / "data" / "ncctg-lung"
    shutil.copytree(shipped, tmp_path / "again")
    for name in ("adsl.csv", "adtte.csv"):
        (tmp_path / "again" / name).unlink()
    assert tables.make(tmp_path / "again") == "make_tables.py"
    for name in ("adsl.csv", "adtte.csv"):
        assert (tmp_path / "again" / name).read_bytes() == (shipped / name).read_bytes()
