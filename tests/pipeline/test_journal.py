"""Figures for a journal from the sections of a run."""

import json
import os
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.pipeline import journal
from analysis.pipeline.replacing import OutputError
from analysis.report import origin
from analysis.report.journals.specification import RUN_FOR, JournalError
from tests.report.journals.drawn import saved


@pytest.fixture
def study(tmp_path):
    """A study whose run drew one figure; the run is in `work` beside it."""
    (tmp_path / "study").mkdir()
    saved(tmp_path / "work" / "1_x" / "journal" / "1_x", "a")
    (tmp_path / "work" / "plan.json").write_text(json.dumps({"sections": ["1_x"]}))
    return SimpleNamespace(folder=tmp_path / "study", synthetic=True)


def test_figures_alone_and_composed_are_written_with_their_verdicts_and_replace_those_before(study, tmp_path):
    (tmp_path / "study" / "figures.yml").write_text("figure_1:\n  - [1_x/a]\n")
    out = tmp_path / "out"
    out.mkdir()
    (out / journal.CHECKS).write_text("old")
    (out / "old.pdf").write_text("old")
    table = journal.figures(study, "frontiers", work=tmp_path / "work", out=out)
    assert table["section"].drop_duplicates().tolist() == ["composed", "1_x"]
    files = {path.relative_to(out).with_suffix("").as_posix() for path in out.rglob("*.*")}
    assert files == {"checks", "figures", "composed/figure_1", "1_x/a"}
    (listed,) = pd.read_csv(out / journal.LIST, dtype=str, keep_default_na=False).to_dict("records")
    assert (listed["figure"], listed["panel"], listed["drawn"]) == ("1", "", "1_x/a")
    assert listed["files"].split()[0].startswith("composed/figure_1.")
    assert pd.read_csv(out / journal.CHECKS)["verdict"].tolist() == table["verdict"].tolist()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "study", "work"]


@pytest.mark.parametrize(("figure", "made"), [("1B", "figure_1B"), ("1", "figure_1")])
def test_one_figure_or_panel_of_the_paper_is_written_alone(study, tmp_path, figure, made):
    (tmp_path / "study" / "figures.yml").write_text("figure_1: [[1_x/a, 1_x/a]]\n")
    out = tmp_path / "out"
    table = journal.figures(study, "frontiers", work=tmp_path / "work", out=out, figure=figure)
    assert set(table["figure"]) == {made}
    assert {path.stem for path in out.rglob("*.*")} == {"checks", "figures", made}
    listed = pd.read_csv(out / journal.LIST, dtype=str, keep_default_na=False)
    assert listed["panel"].tolist() == [figure[1:]]
    if figure == "1B":
        assert origin.read(out / "composed" / "figure_1B.pdf")["panel"] == "1_x/a"


def test_a_folder_of_other_files_is_never_replaced(study, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years of work")
    with pytest.raises(OutputError, match="holds other files"):
        journal.figures(study, "frontiers", work=tmp_path / "work", out=tmp_path / "out")
    assert (tmp_path / "out" / "thesis.txt").read_text() == "years of work"


def test_what_the_screen_says_names_the_specification_and_the_files(tmp_path):
    row = {"section": "1_x", "figure": "a", "file": "a.pdf", "rule": "width", "found": "9 mm", "allowed": "85 mm"}
    table = pd.DataFrame([row | {"verdict": "fail"}])
    head, count, fail, last = journal.told(table, "frontiers", tmp_path).splitlines()
    assert ", specification of " in head
    assert count == "0 of 1 files pass every rule"
    assert fail == "  FAIL a (pdf): width is 9 mm; allowed: 85 mm"
    assert last == f"Figures: {tmp_path}, verdicts in {tmp_path / 'checks.csv'}, by number in figures.csv"


def test_a_run_is_for_a_journal_that_is_known(monkeypatch):
    monkeypatch.setenv(RUN_FOR, "")
    journal.run_for("nature")
    assert os.environ[RUN_FOR] == "nature"
    with pytest.raises(JournalError):
        journal.run_for("nowhere")
    assert os.environ[RUN_FOR] == "nature"
