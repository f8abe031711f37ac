"""Kaplan-Meier figures of the report: groups compared only with a time from which they are known."""

import re

import pandas as pd
import pytest

from analysis import ctdna, report, vocabulary
from analysis.estimates import survival
from analysis.figures import numbers
from analysis.report.curves import survival_comparison


def cleared(section):
    subjects = section.study.subjects
    return pd.Series(["cleared", "not cleared"] * (len(subjects) // 2), index=subjects)


def test_a_grouping_whose_time_varies_is_refused_without_the_times(section):
    with pytest.raises(ValueError, match="known_at of ctdna_clearance is None"):
        report.survival_by_group(section, "OS", "ctdna_clearance", group=cleared(section))


def test_the_interval_type_reaches_medians_and_caption(section, shown):
    rows = report.survival_by_group(section, "OS", "sex", conf_type="log")
    assert "Kaplan-Meier; log" in set(rows.loc[rows["estimand"] == "median", "method"])
    assert "Kaplan-Meier; log-log" not in set(rows["method"])
    assert "M: n = 15, 11 events, median 15.2 months" in shown[0]["os_by_sex"][1]


def test_each_endpoint_and_grouping_is_a_figure_and_their_rows_go_to_the_results_once(section, shown):
    rows = report.survival_by_group(section, ["OS", "PFS"], ["sex", "tmb"], landmarks=[12.0], strata="sex")
    assert list(shown[0]) == ["os_by_sex", "os_by_tmb", "pfs_by_sex", "pfs_by_tmb"]
    assert len(section.rows) == 1
    assert len(section.rows[0]) == len(rows)
    stratified = rows["method"].isin(["Cox; Efron; Wald; stratified", "log-rank; stratified"])
    assert set(rows.loc[stratified, "grouping"]) == {"tmb"}
    assert rows.loc[stratified, "note"].str.startswith("strata: Sex").all()


def test_several_strata_are_crossed_and_a_grouping_is_never_its_own_stratum(section):
    study = section.study
    both = study.group("sex").astype(str) + study.group("pdl1").astype(str)
    tte, tmb = study.endpoint("OS"), study.group("tmb")
    expected = survival.hazard_ratio(tte, tmb, reference="TMB-low", strata=both)
    rows = report.survival_by_group(section, "OS", ["tmb", "sex"], strata=["sex", "pdl1"])
    own = rows[rows["method"] == "Cox; Efron; Wald; stratified"].set_index("grouping")
    assert own.loc["tmb", "estimate"] == pytest.approx(expected["estimate"].iloc[0])
    labels = {name: study.groupings[name].label for name in ("sex", "pdl1")}
    assert own["note"].str.split(";").str[0].to_dict() == {
        "tmb": f"strata: {labels['sex']} and {labels['pdl1']}", "sex": f"strata: {labels['pdl1']}",
    }  # fmt: skip


def test_a_section_without_anything_to_compare_shows_nothing(section, shown):
    none = report.survival_by_group(section, ["OS"], [])
    assert none.empty
    report.subgroup_forest(section, none)
    report.hazards_over_time(section, none)
    assert report.survival_by_group(section, [], ["sex"]).empty
    assert not shown[0]


def test_a_caption_names_the_sub_population(section, shown):
    group = cleared(section)
    report.survival_by_group(section, "OS", "ctdna_clearance", group=group, known_at=1.0, population="responders")
    assert "(Best response CR or PR): " in shown[0]["os_by_ctdna_clearance_responders"][1]


def test_a_grouping_with_one_group_gives_a_sentence_and_no_rows(section, shown):
    group = cleared(section).mask(cleared(section) == "cleared")
    rows = report.survival_by_group(section, ["OS", "PFS"], "ctdna_clearance", group=group, known_at=1.0)
    assert rows.empty
    label = "ctDNA clearance at any time on treatment"
    assert shown[2] == [
        f"{label}: {name} is not compared, fewer than two groups have subjects." for name in ("OS", "PFS")
    ]
    assert not shown[0]


def test_without_a_horizon_it_is_said_where_mean_survival_would_stand(section, shown, monkeypatch):
    report.survival_by_group(section, ["OS", "PFS"], "sex", tests=True)
    assert not shown[2]
    monkeypatch.delitem(section.study.horizons, "OS")
    report.survival_by_group(section, ["OS", "PFS"], "sex", tests=True)
    (said,) = shown[2]
    assert said.startswith("Mean survival within a horizon is not compared for OS: study.yml declares no time for it")
    assert "`horizons: {OS: 12}`" in said


def test_a_comparison_of_one_group_is_no_figure(section, shown):
    group = pd.Series("only", index=section.study.subjects)
    survival_comparison(
        section, section.study.endpoint("OS"), group, pd.DataFrame(), name="x", endpoint="OS", label="x"
    )
    assert not shown[0]


def test_curves_of_several_endpoints_and_their_population(section, shown):
    report.survival_curves(section, ["OS", "DOR"], conf_type="log", of="the responders")
    assert list(shown[0]) == ["os", "dor"]
    assert shown[0]["os"][1].startswith("Overall survival of the responders: n = 20, 14 events. Median 28.6 months")
    assert "interval by the log transformation" in shown[0]["dor"][1]


def test_the_tests_stand_in_a_table_for_each_endpoint(section, shown):
    report.survival_by_group(section, ["OS", "PFS"], ["sex"], tests=True)
    assert {name: facts for name, (_, facts) in shown[1].items()} == {
        f"{endpoint}_{name}": {"layer": "appendix", "endpoint": endpoint.upper()}
        for endpoint in ("os", "pfs") for name in ("tests", "sensitivity")
    }  # fmt: skip
    primary, other = (shown[1][f"pfs_{name}"][0] for name in ("tests", "sensitivity"))
    assert set(primary["endpoint"]) == {"PFS"}
    assert primary["estimand"].tolist() == ["hazard_ratio", "log_rank"]
    assert set(other["estimand"]) == {"hazard_ratio", "log_rank", "difference", "proportional_hazards"}
    assert set(other["role"]) == {"sensitivity"}


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
    rows.loc[rows["method"] == "Cox; Efron; profile", "estimate"] = 0.5
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


def layers_of(section, monkeypatch, *args, **more):
    """{figure: layer} of the curves by group."""
    found = {}
    monkeypatch.setattr(section, "draw", lambda _, *__, name, layer="main", **___: found.update({name: layer}))
    report.survival_by_group(section, *args, **more)
    return found


def test_the_main_text_has_the_curves_of_the_first_endpoint_by_the_one_grouping_that_leads(section, monkeypatch):
    several = layers_of(section, monkeypatch, ["OS", "PFS"], ["sex", "tmb"], leading="tmb")
    assert several == {"os_by_sex": "appendix", "os_by_tmb": "main", "pfs_by_sex": "appendix", "pfs_by_tmb": "appendix"}
    assert layers_of(section, monkeypatch, ["OS", "PFS"], "sex") == {"os_by_sex": "main", "pfs_by_sex": "appendix"}
    assert layers_of(section, monkeypatch, "OS", "sex", population="responders") == {"os_by_sex_responders": "appendix"}


def test_with_a_landmark_the_curves_from_it_lead_and_the_naive_ones_prove(section, monkeypatch):
    draws = ctdna.draws(section.study, baseline="Baseline", visit="After cycle 2")
    timing = {"group": draws.direction, "known_at": draws.changed_at}
    found = layers_of(section, monkeypatch, ["OS", "PFS"], "ctdna_change", **timing)
    assert found == {"os_by_ctdna_change_landmark": "main", "os_by_ctdna_change": "appendix",
                     "pfs_by_ctdna_change_landmark": "appendix", "pfs_by_ctdna_change": "appendix"}  # fmt: skip


def test_curves_from_a_landmark_are_of_those_at_risk_there(section, shown):
    draws = ctdna.draws(section.study, baseline="Baseline", visit="After cycle 2")
    timing = {"group": draws.direction, "known_at": draws.changed_at}
    rows = report.survival_by_group(section, "PFS", "ctdna_change", **timing)
    (row,) = rows[rows["method"] == vocabulary.COX_LANDMARK].to_dict("records")
    drawn, caption = shown[0]["pfs_by_ctdna_change_landmark"][:2]
    said = "\n".join(text.get_text() for text in drawn.axes[0].texts)
    sizes = [int(n) for n in re.findall(r"n = (\d+)", caption)]
    assert sum(sizes) == row["n"] < rows["n"].max()
    assert re.findall(r"(\w+): n = ", caption) == section.study.groupings["ctdna_change"].levels
    assert f"Landmark HR {numbers.ratio_ci(row)}" in said


def test_a_grouping_within_a_population_is_shown_beside_and_has_a_table_of_its_own(section, shown):
    within = ["sex in progressed"]
    rows = report.survival_by_group(section, "OS", ["sex"], within=within)
    assert set(rows["population"]) == {"all"}
    assert list(shown[0]) == ["os_by_sex", "os_by_sex_progressed"]
    alone = report.survival_by_group(section, "OS", "sex", population="progressed")
    pd.testing.assert_frame_equal(section.rows[1], section.rows[2])
    assert len(section.rows[1]) == len(alone)
    table, _ = shown[1]["groupings_within"]
    assert (set(table["population"]), set(table["role"])) == ({"progressed"}, {"primary"})
