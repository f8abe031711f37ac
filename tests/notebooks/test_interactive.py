"""Notebooks by hand: the same results as in the report."""

import shutil
from pathlib import Path

import nbclient
import nbformat
import pytest

from analysis.pipeline import execute, plan

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A project folder with one notebook and the data, where both ways to run it leave their files."""
    (tmp_path / "data").symlink_to(ROOT / "data")
    (tmp_path / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "5_safety.ipynb", tmp_path / "notebooks")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_notebook_by_hand_gives_the_results_of_the_report_to_the_byte(house):
    name, study = "5_safety", "nct05334329"
    path = house / "notebooks" / f"{name}.ipynb"
    path.write_text(path.read_text().replace("../data/nct03958097", f"../data/{study}"))
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:  # results are of no figure
        cell.source = "\n".join(line for line in cell.source.splitlines() if not line.startswith("section.draw("))
    nbformat.write(notebook, path)
    here = {"metadata": {"path": str(house / "notebooks")}}
    nbclient.NotebookClient(notebook, resources=here).execute()  # as JupyterLab runs all cells
    given = {"study_dir": f"../data/{study}", "out_dir": ""}
    given |= plan.made(f"data/{study}", name, "")["parameters"][name]
    execute.section(name, given, folder=house / "reports" / "work" / name, failed=house / "failed", made_of=dict)
    by_hand = (house / "reports" / "interactive" / "results" / f"{name}.csv").read_bytes()
    assert by_hand == (house / "reports" / "work" / name / "results" / f"{name}.csv").read_bytes()
    assert by_hand.count(b"\n") > 20
