"""The design at the head of a section."""

from analysis import report
from analysis.report.words import designed
from analysis.study.declaration.design import Design


def test_a_study_without_a_design_says_so(section, shown):
    report.declared_design(section)
    assert shown[2] == [designed.UNDECLARED, ""]
    assert shown[1] == {}


def test_a_design_is_told_with_its_rows(section, shown, monkeypatch):
    said = {"bayes": {"prior": [1, 1], "p0": 0.2}}
    monkeypatch.setattr(type(section.study), "design", Design(**said))
    report.declared_design(section)
    assert "Bayesian design" in shown[2][0]
    assert "above 20% with a probability of" in shown[2][1]
    assert list(shown[1]["design"][0]["estimand"]) == ["proportion", "posterior_probability"]
