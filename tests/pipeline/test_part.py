"""The parts of a run that processes of their own do; the whole run is proven in test_run."""

from types import SimpleNamespace

import pytest

from analysis.pipeline import __main__ as commands
from analysis.pipeline import part
from analysis.pipeline.run import RunError
from analysis.pipeline.scaffold import scaffold
from analysis.study.problems import StudyError


def test_the_tables_are_checked_and_told(tmp_path, capsys):
    scaffold(tmp_path)
    part.check(SimpleNamespace(study=tmp_path, params="", small_cells=0))
    assert ": 8 subjects, tables adsl, adtte are as declared" in capsys.readouterr().out


def test_problems_are_raised(tmp_path):
    scaffold(tmp_path)
    (tmp_path / "adtte.csv").write_text("USUBJID\n")
    with pytest.raises(StudyError, match="adtte.csv"):
        part.check(SimpleNamespace(study=tmp_path, params="", small_cells=0))


def test_what_may_leave_is_not_made_of_a_study_with_arms(tmp_path):
    scaffold(tmp_path)
    text = (tmp_path / "study.yml").read_text()
    (tmp_path / "study.yml").write_text(f"{text}\narms: {{column: SEX, levels: [M, F], label: Sex}}\n")
    part.check(SimpleNamespace(study=tmp_path, params="", small_cells=0))
    with pytest.raises(RunError, match="SMALL_CELLS: what stands by arm is not masked"):
        part.check(SimpleNamespace(study=tmp_path, params="", small_cells=5))


def test_a_run_has_parts_of_these_names():
    assert set(part.PARTS) == {"check", "section", "assemble", "draw"}


@pytest.mark.parametrize(("words", "named"), [(["check"], ()), (["section", "1_x"], ("1_x",))])
def test_a_part_of_a_run_for_a_journal_gets_its_own_words_and_no_option(monkeypatch, tmp_path, words, named):
    scaffold(tmp_path)
    given = []
    monkeypatch.setenv("STUDY", str(tmp_path))
    monkeypatch.setattr(commands, "end_with_parent", lambda: None)
    for parts in (commands.COMMANDS, part.PARTS):
        monkeypatch.setitem(parts, words[0], lambda wanted, *more: given.append((wanted.journal, more)))
    commands.main(["child", *words, "--journal", "nature"])
    assert given == [("nature", named)]
