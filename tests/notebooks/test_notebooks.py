"""The notebooks: parameters at the top, one name for the study and one for the output, a title first."""

from pathlib import Path

import nbformat
import pytest

from analysis.study import parameters

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return request.param


def test_its_parameters_are_literals_and_begin_with_study_and_output(notebook):
    known = parameters.defaults(notebook)
    assert list(known)[:2] == ["study_dir", "out_dir"]
    assert known["study_dir"].startswith("../data/")
    assert known["out_dir"] == "../reports/interactive"


def test_it_begins_with_its_title(notebook):
    first = nbformat.read(notebook, as_version=4).cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")


def test_its_cells_have_steady_ids(notebook):
    ids = [cell.id for cell in nbformat.read(notebook, as_version=4).cells]
    assert len(set(ids)) == len(ids)


def test_it_names_the_section_after_itself(notebook):
    sources = "\n".join(cell.source for cell in nbformat.read(notebook, as_version=4).cells)
    assert f'report.Section(study, "{notebook.stem}", out_dir)' in sources


def test_by_hand_it_takes_what_its_study_sets(notebook):
    cells = [cell.source for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]
    assert f'report.take_parameters("{notebook.stem}", study_dir)' in cells[1]
