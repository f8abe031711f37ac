"""One section run by papermill: the same bytes at every run, and never half a section."""

import json
import shutil
from functools import partial

import nbformat
import pytest

from analysis.pipeline import capped, execute
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
    shutil.rmtree(house / "work", ignore_errors=True)
    made = house / "work" / "1_part"
    options = {"failed": house / "out.failed", "made_of": partial(dict, notebook="abc"), "study": "../data/s"}
    execute.section("1_part", {"out_dir": "", "word": word}, folder=made, **options)
    return made


def test_a_section_gets_its_parameters_and_leaves_its_files_and_blocks_and_the_same_bytes_again(house):
    notebook(house, GOOD)
    made = run(house, "hello")
    first = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    assert (made / "results" / "made.txt").read_text() == "hello"
    title, part, code, *shown = blocks.read(made)
    assert title == blocks.Heading(1, "A section", "1_part-A-section")
    assert part == blocks.Heading(2, "A part", "1_part-A-part")
    assert "display(" in code.source
    assert shown == [blocks.Output("hello"), blocks.Prose("hello")]
    assert json.loads((made / execute.MADE).read_text()) == {"notebook": "abc", "tables": ["adsl"], "figures": []}
    kept = (made / "notebooks" / "1_part.ipynb").read_text()
    assert execute.INTERACTIVE in kept
    assert str(house) not in kept  # names no place of this machine
    assert {path: path.read_bytes() for path in run(house, "hello").rglob("*") if path.is_file()} == first


def test_a_section_that_the_data_do_not_allow_is_left_out_whole_and_is_done(house):
    raised = "from analysis.study.problems import NoSection\nraise NoSection('adae.csv has no column AEDECOD')"
    notebook(house, "from analysis.report import left_out\nleft_out.watch()", raised, "print('never')")
    made = run(house)
    assert [block.left_out for block in blocks.read(made) if getattr(block, "left_out", "")] == [
        "adae.csv has no column AEDECOD"
    ]
    assert (made / execute.MADE).exists()
    assert "never" not in [getattr(block, "text", "") for block in blocks.read(made)]


def test_a_failing_cell_is_told_in_plain_words_and_the_notebook_is_kept(house):
    notebook(house, "raise ValueError('row 7 of adtte.csv: AVAL is -3')")
    with pytest.raises(SectionError, match="1_part, cell 3: ValueError: row 7 of adtte.csv: AVAL is -3"):
        run(house)
    assert "row 7" in (house / "out.failed" / "1_part.txt").read_text()
    assert (house / "out.failed" / "1_part.ipynb").exists()
    assert not (house / "work" / "1_part" / execute.MADE).exists()


def test_a_notebook_that_leaves_early_is_a_failure_though_it_raises_nothing(house):
    notebook(house, "import sys\nsys.exit(0)", "never = 'reached'")
    with pytest.raises(SectionError, match=r"1_part, cell 3 \(import sys\): left by sys.exit before the end"):
        run(house)
    assert not (house / "work" / "1_part" / execute.MADE).exists()


def test_leaving_in_the_last_cell_is_a_failure_too(house):
    notebook(house, GOOD, "raise SystemExit")
    with pytest.raises(SectionError, match=r"1_part, cell 4 \(raise SystemExit\): left"):
        run(house)
    assert (house / "out.failed" / "1_part.ipynb").exists()


def test_a_kernel_that_dies_is_told_with_its_cell(house):
    notebook(house, "x = 1", "import os; os._exit(0)")
    with pytest.raises(SectionError, match=r"1_part, cell 4 \(import os; os._exit\(0\)\): the kernel ended"):
        run(house)


def test_what_a_cell_prints_and_shows_is_kept_up_to_a_limit_with_a_word(house):
    notebook(house, "print('a' * 5_000_000)", "'b' * 5_000_000", "print('short')")
    _, _, *shown = blocks.read(run(house))
    texts = [block.text for block in shown if isinstance(block, blocks.Output)]
    assert [len(text) < capped.LIMIT + 200 for text in texts] == [True] * 3
    assert ["cut here: of what a cell prints" in text for text in texts] == [True, True, False]
