"""No rows of patients in a commit: other studies, packed tables and columns that tell a person are refused by git."""

import shutil
import subprocess
from pathlib import Path

import pytest

from analysis.pipeline import committed, stripped

ROOT = Path(__file__).parents[2]
IGNORE = (ROOT / ".gitignore").read_text()
PLAIN = b"USUBJID,AGE\n1,60\n2,61\n"


def found(name, content=PLAIN):
    return list(committed.problems({name: content}, IGNORE))


@pytest.mark.parametrize("name", ["data/nct03958097/adsl.csv", "data/README.md", "tests/rows.csv", "analysis/x.py"])
def test_what_came_with_the_project_passes(name):
    assert found(name) == []


@pytest.mark.parametrize("name", ["data/mytrial/adsl.csv", "data/mytrial/study.yml", "data/nct03958097x/adsl.csv",
                                  "data/x.csv"])  # fmt: skip
def test_another_study_is_refused(name):
    assert found(name) == [f"{name}: rows of a study that did not come with the project stay out of git"]


@pytest.mark.parametrize(
    ("content", "column"),
    [(b"USUBJID,PATIENT NAME\n1,Ada\n", "PATIENT NAME"), (b"ID;DOB\n1;1950\n", "DOB"),
     ("MRN\tAGE\n7\t60\n".encode("utf-16"), "MRN"), (b"ID,contact\n1,ada@example.org\n", "contact"),
     (b"#a\nID,x\n1,(030) 555-1234\n", "x")],
)  # fmt: skip
def test_a_column_that_tells_a_person_is_refused_without_its_values(content, column):
    (told,) = found("tests/rows.csv", content)
    assert told.startswith(f"tests/rows.csv, column {column}: ")
    assert "Ada" not in told
    assert "example" not in told


def test_a_packed_table_is_refused():
    assert "cannot look" in found("tests/rows.xlsx")[0]


def test_no_table_of_the_project_is_refused():
    words = ["git", "ls-files", "*.csv", "*.maf"]
    names = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert not list(committed.problems({name: (ROOT / name).read_bytes() for name in names}, IGNORE))


def test_a_name_is_a_persons_beside_a_column_of_subjects():
    assert found("tests/r.csv", b"name,value\nmedian,3\n") == []
    assert "column name" in found("tests/r.csv", b"USUBJID,name\n1,Ada\n")[0]


def test_git_itself_refuses_in_a_clone_that_make_has_set_up(tmp_path):
    def git(*words):
        return subprocess.run(["git", *words], cwd=tmp_path, capture_output=True, text=True)

    git("init", "-q")
    git("config", "user.name", "n")
    git("config", "user.email", "e")
    shutil.copytree(ROOT / "analysis", tmp_path / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / ".githooks", tmp_path / ".githooks")
    (tmp_path / ".gitignore").write_text(IGNORE)
    assert stripped.set_up(tmp_path)
    git("add", "-A")
    assert git("commit", "-qm", "clean").returncode == 0
    (tmp_path / "data" / "mytrial").mkdir(parents=True)
    (tmp_path / "data" / "mytrial" / "adsl.csv").write_bytes(PLAIN)
    git("add", "-f", "data/mytrial/adsl.csv")
    refused = git("commit", "-qm", "rows")
    assert refused.returncode == 1
    assert "data/mytrial/adsl.csv: rows of a study" in refused.stderr
    git("config", "core.hooksPath", "mine")
    stripped.set_up(tmp_path)
    assert git("config", "core.hooksPath").stdout.strip() == "mine"
