"""One section run by papermill: the same bytes at every run, and never half a section."""

import json

import nbformat
import pytest

from analysis.pipeline import execute
from analysis.pipeline.execute import SectionError
from analysis.report import blocks

GOOD = """from pathlib import Path
from IPython.display import display
from analysis.report.blocks import MIME
Path(out_dir, "results").mkdir(exist_ok=True)
Path(out_dir, "results", "made.txt").write_text(word)
print(word)
display({"text/html": "seen", MIME: {"block": "prose", "markdown": word}}, raw=True)"""


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A folder with notebooks/ in which sections can be run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notebooks").mkdir()
    return tmp_path


def notebook(house, *sources):
    heading = nbformat.v4.new_markdown_cell("# A section\n\n## A part")
    cells = [heading, nbformat.v4.new_code_cell('word = "x"\nout_dir = ".."', metadata={"tags": ["parameters"]})]
    cells += [nbformat.v4.new_code_cell(source) for source in sources]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), house / "notebooks" / "1_part.ipynb")


def run(house, word="fig"):
    (house / "work" / "1_part").mkdir(parents=True, exist_ok=True)
    (house / "work" / "1_part" / "parameters.json").write_text(json.dumps({"word": word}))
    execute.section("1_part", work=house / "work", failed=house / "out.failed")
    return house / "work" / "1_part"


def test_a_section_gets_its_parameters_and_leaves_its_files_and_blocks(house):
    notebook(house, GOOD)
    made = run(house, "hello")
    assert (made / "results" / "made.txt").read_text() == "hello"
    title, part, code, *shown = blocks.read(made)
    assert title == blocks.Heading(1, "A section", "1_part-A-section")
    assert part == blocks.Heading(2, "A part", "1_part-A-part")
    assert "display(" in code.source
    assert shown == [blocks.Output("hello"), blocks.Prose("hello")]
    assert (made / "done").exists()


def test_two_runs_give_the_same_bytes_and_name_no_place(house):
    notebook(house, GOOD)
    first = {path: path.read_bytes() for path in run(house).rglob("*") if path.is_file()}
    second = {path: path.read_bytes() for path in run(house).rglob("*") if path.is_file()}
    assert first == second
    assert str(house) not in (house / "work/1_part/notebooks/1_part.ipynb").read_text()


def test_a_failing_cell_is_told_in_plain_words_and_the_notebook_is_kept(house):
    notebook(house, "raise ValueError('row 7 of adtte.csv: AVAL is -3')")
    with pytest.raises(SectionError, match="1_part, cell 3: ValueError: row 7 of adtte.csv: AVAL is -3"):
        run(house)
    assert "row 7" in (house / "out.failed" / "1_part.txt").read_text()
    assert (house / "out.failed" / "1_part.ipynb").exists()
    assert not (house / "work" / "1_part" / "done").exists()


def test_a_notebook_that_leaves_early_is_a_failure_though_it_raises_nothing(house):
    notebook(house, "import sys\nsys.exit(0)", "never = 'reached'")
    with pytest.raises(SectionError, match="1_part"):
        run(house)
    assert not (house / "work" / "1_part" / "done").exists()


def test_a_new_run_forgets_the_files_of_the_one_before(house):
    notebook(house, GOOD)
    stale = run(house) / "figures" / "1_part" / "old.svg"
    stale.parent.mkdir(parents=True)
    stale.touch()
    assert not (run(house) / "figures").exists()
