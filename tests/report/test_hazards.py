"""The check of proportional hazards in the report: panels of the ratios and tests that are already there."""

import pytest

from analysis import report
from analysis.estimates import survival
from analysis.figures import numbers


def annotations(fig):
    return [ax.texts[0].get_text() for ax in fig.axes if ax.get_visible()]


def test_each_panel_of_a_grouping_of_three_has_the_p_value_of_its_own_ratio(section, shown):
    report.hazards_over_time(section, report.survival_by_group(section, "OS", "pdl1"))
    tests = survival.proportional_hazards(section.study.endpoint("OS"), section.study.group("pdl1"), reference="<1%")
    expected = [numbers.p_words(value) for value in tests["p_value"][1:]]
    assert annotations(shown[0]["os_hazards"][0]) == expected
    assert len(set(tests["p_value"])) == 3


def test_ratio_and_p_value_are_those_of_the_rows(section, shown):
    rows = report.survival_by_group(section, "OS", "sex")
    rows.loc[rows["estimand"] == "proportional_hazards", "p_value"] = 0.123
    rows.loc[rows["method"] == "Cox; Efron; Wald", "estimate"] = 0.5
    report.hazards_over_time(section, rows)
    fig, caption = shown[0]["os_hazards"]
    assert annotations(fig) == ["P = 0.123"]
    (constant,) = [line for line in fig.axes[0].lines if line.get_label() == "constant ratio, 95% CI"]
    assert constant.get_ydata()[0] == pytest.approx(-0.6931472)
    assert caption.startswith("Overall survival: does a hazard ratio change with time?")


def test_without_a_panel_a_sentence_says_so_and_without_a_grouping_nothing_does(section, shown):
    rows = report.survival_by_group(section, "OS", "sex")
    rows.loc[rows["estimand"] == "proportional_hazards", "p_value"] = float("nan")
    report.hazards_over_time(section, rows)
    assert shown[2] == ["Overall survival: no hazard ratio is estimable, so its constancy cannot be looked at."]
    report.hazards_over_time(section, report.survival_by_group(section, "OS", "best_response"))
    assert len(shown[2]) == 1
    assert "os_hazards" not in shown[0]
