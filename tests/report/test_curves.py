"""Kaplan-Meier figures of the report: groups compared only with a time from which they are known."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import report
from analysis.estimates import survival
from analysis.figures import numbers
from analysis.report import section as section_module
from analysis.report.curves import NAIVE
from analysis.study import cohort
from tests.figure_checks import texts

STUDY = Path(__file__).parents[2] / "data" / "nct03958097"


@pytest.fixture
def section(tmp_path, monkeypatch):
    monkeypatch.setattr(section_module, "display", lambda item: None)
    return report.Section(cohort.read(STUDY), "2_ctdna", tmp_path)


def cleared(section):
    subjects = section.study.subjects
    return pd.Series(["cleared", "not cleared"] * (len(subjects) // 2), index=subjects)


def test_a_grouping_whose_time_varies_is_refused_without_the_times(section):
    with pytest.raises(ValueError, match="known_at of ctdna_clearance is None"):
        report.survival_by_group(section, "OS", "ctdna_clearance", group=cleared(section))


def test_the_interval_type_reaches_medians_and_caption(section, monkeypatch):
    captions = []
    monkeypatch.setattr(section, "figure", lambda fig, name, *, caption, alt, data: captions.append(caption))
    rows = report.survival_by_group(section, "OS", "sex", conf_type="log")
    assert "Kaplan-Meier; log" in set(rows.loc[rows["estimand"] == "median", "method"])
    assert "Kaplan-Meier; log-log" not in set(rows["method"])
    assert "M: n = 15, 11 events, median 15.2 months" in captions[0]


def test_a_landmark_that_one_group_alone_reaches_is_not_put_into_words(section, monkeypatch):
    captions = []
    monkeypatch.setattr(section, "figure", lambda fig, name, *, caption, **words: captions.append(caption))
    rows = report.survival_by_group(section, "OS", "best_response", known_at=50)
    assert (rows.loc[rows["estimand"] == "hazard_ratio", "group"] == "").any()
    assert "PD v SD: naive HR" in captions[0]
    assert "  v SD" not in captions[0]


@pytest.fixture
def shown(section, monkeypatch):
    """What a section shows as figures, {name: (figure, caption)}, and as tables, {name: printed table}."""
    figures, tables = {}, {}
    keep = lambda fig, name, *, caption, alt, data: figures.update({name: (fig, caption)})  # noqa: E731
    monkeypatch.setattr(section, "figure", keep)
    monkeypatch.setattr(section, "table", lambda tidy, name, *, caption, show=None: tables.update({name: show}))
    return figures, tables


def words(fig):
    return " ".join(text.get_text() for ax in fig.axes for text in ax.texts)


def test_what_counts_from_time_0_is_called_naive_where_the_group_forms_later(section, shown):
    report.survival_by_group(section, "OS", "ctdna_clearance", group=cleared(section), known_at=2.0)
    fig, caption = shown[0]["os_by_ctdna_clearance"]
    for said in ("naive HR", "Naive log-rank P = ", "Naive exact permutation P = ", "Landmark at 2 months: HR"):
        assert said in words(fig)
    assert caption.endswith(NAIVE)
    report.survival_by_group(section, "OS", "sex")
    fig, caption = shown[0]["os_by_sex"]
    assert "aive" not in words(fig) + caption


def test_a_figure_keeps_to_its_p_values_where_the_ratios_are_many(section, shown):
    report.survival_by_group(section, "OS", "best_response")
    fig, caption = shown[0]["os_by_best_response"]
    assert "HR" not in words(fig)
    assert "Naive log-rank P = 0.008, all groups" in words(fig)
    assert "CR/PR v SD: naive HR 0.21" in caption


def test_two_groups_have_bands_and_three_have_none(section, shown):
    for name, bands in (("sex", 2), ("pdl1", 0)):
        report.survival_by_group(section, "OS", name)
        fig, caption = shown[0][f"os_by_{name}"]
        assert len([band for band in fig.axes[0].collections if band.get_label() == "_band"]) == bands
        assert ("bands" in caption) == bool(bands)


def test_a_caption_names_the_sub_population(section, shown):
    group = cleared(section)
    report.survival_by_group(section, "OS", "ctdna_clearance", group=group, known_at=1.0, population="responders")
    assert "(Best response CR or PR): " in shown[0]["os_by_ctdna_clearance_responders"][1]


def test_a_duration_of_response_counts_from_the_response(section, shown):
    report.survival_curve(section, section.study.endpoint("DOR"), endpoint="DOR")
    ax = shown[0]["dor"][0].axes[0]
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("Still in response (%)", "Time since first response (months)")


def test_each_panel_of_a_grouping_of_three_has_the_p_value_of_its_own_ratio(section, shown):
    report.hazards_over_time(section, "OS", ["pdl1"])
    tests = survival.proportional_hazards(section.study.endpoint("OS"), section.study.group("pdl1"), reference="<1%")
    expected = [numbers.p_words(value) for value in tests["p_value"][1:]]
    assert [ax.texts[0].get_text() for ax in shown[0]["os_hazards"][0].axes[:2]] == expected
    assert len(set(tests["p_value"])) == 3


def test_the_printed_subgroups_name_the_reference_in_the_place_of_a_ratio(section, shown):
    report.subgroup_forest(section, "OS", ["sex", "age"])
    drawn = {text for text, _ in texts(shown[0]["os_forest"][0])}
    assert {"← lower risk", "higher risk →", "Median, months\n(95% CI)"} <= drawn
    table = shown[1]["os_subgroups"]
    assert list(table["Subgroup"]) == ["Sex", "", "Age, years", ""]
    assert list(table["HR (95% CI)"])[::2] == ["reference", "reference"]
    assert "Median, months (95% CI)" in table
    assert "Note" not in table
