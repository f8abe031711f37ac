"""Notebooks under git: nothing but cells is committed, and differences show cells."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from analysis.pipeline import stripped

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# Identities of git must not come from who runs the tests.
GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def git(folder, *words):
    who = ["-c", "user.name=n", "-c", "user.email=e", "-c", "core.safecrlf=false"]
    environment = os.environ | GIT | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(["git", *who, *words], cwd=folder, env=environment, capture_output=True, check=True)
    return run.stdout.decode()


@pytest.fixture
def clone(tmp_path):
    """A clone with this project's attributes and one notebook that has just been run."""
    git(tmp_path, "init", "-q")
    (tmp_path / ".gitattributes").write_bytes((ROOT / ".gitattributes").read_bytes())
    (tmp_path / "notebooks").mkdir()
    write(tmp_path, "x = 1")
    return tmp_path


def write(clone, source):
    output = nbformat.v4.new_output("stream", text="SEEN")
    cell = nbformat.v4.new_code_cell(source, outputs=[output], execution_count=7, metadata={"tags": ["parameters"]})
    cell.id = "first"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    run = {"papermill": {"duration": 3}, "language_info": {"name": "python", "version": "3.12.1"}}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel} | run)
    nbformat.write(notebook, clone / "notebooks" / "a.ipynb")


def commit(clone):
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "m")
    return json.loads(git(clone, "show", "HEAD:notebooks/a.ipynb"))


def test_outputs_stay_on_the_screen_and_out_of_the_commit(clone):
    assert stripped.set_up(clone)
    committed = commit(clone)
    (cell,) = committed["cells"]
    assert (cell["outputs"], cell["execution_count"], cell["id"]) == ([], None, "first")
    assert cell["metadata"] == {"tags": ["parameters"]}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    assert committed["metadata"] == {"kernelspec": kernel, "language_info": {"name": "python"}}
    assert "SEEN" in (clone / "notebooks" / "a.ipynb").read_text()
    assert git(clone, "status", "--porcelain") == ""


def test_a_difference_shows_lines_of_cells(clone):
    stripped.set_up(clone)
    commit(clone)
    write(clone, "x = 1\ny = 2")
    lines = git(clone, "diff").splitlines()
    assert [line for line in lines if line.startswith("+") and not line.startswith("+++")] == ["+y = 2"]


def test_a_clone_without_python_keeps_working(clone):
    stripped.set_up(clone, python="/nowhere/python")
    assert commit(clone)["cells"][0]["outputs"]
    write(clone, "x = 3")
    assert "x = 3" in git(clone, "diff")


def test_a_clone_that_was_never_set_up_keeps_working(clone):
    assert commit(clone)["cells"][0]["outputs"]


def test_nothing_is_touched_without_git_or_in_the_clone_of_another_project(clone, monkeypatch):
    (clone / "inside").mkdir()
    before = (clone / ".git" / "config").read_bytes()
    assert not stripped.set_up(clone / "inside")
    monkeypatch.setenv("PATH", "")
    assert not stripped.set_up(clone)
    assert (clone / ".git" / "config").read_bytes() == before


def test_cells_are_told_apart_in_plain_text(clone):
    assert stripped.text(clone / "notebooks" / "a.ipynb") == "# %% tags=['parameters']\nx = 1\n"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_committed_notebook_is_as_the_filter_leaves_it(path):
    pytest.importorskip("nbstripout")
    clean = stripped.settings("python3")["filter.nbstripout.clean"]
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    run = subprocess.run(clean, shell=True, input=path.read_bytes(), env=environment, capture_output=True, check=True)
    assert run.stdout == path.read_bytes()
