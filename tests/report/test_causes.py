"""Competing causes in the report: the figure, its numbers, groups, and what one minus Kaplan-Meier would say."""

from analysis import report
from analysis.report import section as section_module
from analysis.study import cohort
from tests.study.cohort.test_causes import write


def test_a_study_without_causes_shows_nothing(section, shown):
    report.competing_causes(section, landmarks=[6])
    assert shown == ({}, {}, [])


def test_incidence_stands_with_its_warning_and_the_groups_in_the_appendix(tmp_path, monkeypatch):
    monkeypatch.setattr(section_module, "display", lambda *_, **__: None)
    own = report.Section(cohort.read(write(tmp_path)), "1_overall_survival", tmp_path / "out")
    blocks = []
    monkeypatch.setattr(own, "_show", lambda block, *_, **__: blocks.append(block))
    report.competing_causes(own, landmarks=[4.0])
    said, figure, table, compared = blocks
    assert "Death rules Relapse out" in said.markdown
    assert "too high" in said.markdown
    assert "Relapse 67" in figure.alt or "Relapse" in figure.alt
    assert (table.name, len(table)) == ("ttp_incidence", 2)
    assert (compared.name, compared.layer, len(compared)) == ("ttp_causes", "appendix", 10)
