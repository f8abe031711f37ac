"""Competing causes in the report: the figure, its numbers, groups, and what one minus Kaplan-Meier would say."""

from analysis import report
from analysis.report import section as section_module
from analysis.study import cohort
from tests.study.cohort.test_causes import CODES, HEAD, write


def test_a_study_without_causes_shows_nothing(section, shown):
    report.competing_causes(section, landmarks=[6])
    assert shown == ({}, {}, [])


def test_its_curve_stands_in_the_appendix_and_says_what_counts_as_censored(tmp_path, monkeypatch):
    monkeypatch.setattr(section_module, "display", lambda *_, **__: None)
    own = report.Section(cohort.read(write(tmp_path)), "1_overall_survival", tmp_path / "out")
    blocks = []
    monkeypatch.setattr(own, "_show", lambda block, *_, **__: blocks.append(block))
    report.survival_curves(own, ["TTP"])
    report.survival_by_group(own, "TTP", "sex")
    assert [(block.name, block.layer) for block in blocks] == [("ttp", "appendix"), ("ttp_by_sex", "appendix")]
    assert all("Death counted as censored: see the cumulative incidence." in block.caption for block in blocks)


def test_groups_known_later_are_compared_from_a_landmark_on_or_left_out_in_words(tmp_path, monkeypatch):
    monkeypatch.setattr(section_module, "display", lambda *_, **__: None)
    folder = write(tmp_path)
    for more, found in (("", 0), (", landmark_day: 62", 4)):
        yml = HEAD.replace("CAUSES", CODES).replace("label: Sex, known_day: 0", f"label: Sex, known_day: 61{more}")
        (folder / "study.yml").write_text(yml)
        own = report.Section(cohort.read(folder), "1_overall_survival", tmp_path / "out")
        blocks = []
        monkeypatch.setattr(own, "_show", lambda block, *_, kept=blocks, **__: kept.append(block))
        report.competing_causes(own)
        last = blocks[-1]
        assert (len(last) == 6) if found else ("Sex: known only after the start" in last.markdown)


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
