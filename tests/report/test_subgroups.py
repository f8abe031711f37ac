"""Subgroups of the report: a forest plot and a table an endpoint, from rows that are already there."""

import pandas as pd
import pytest

from analysis import report, vocabulary
from analysis.estimates.survival import cox
from analysis.figures import numbers
from analysis.report import section as section_module
from analysis.study import cohort
from tests.study.cohort.test_arms import write


def compared(section, *groupings, endpoints=("OS",)):
    return report.survival_by_group(section, list(endpoints), list(groupings))


def test_the_printed_subgroups_name_the_reference_in_the_place_of_a_ratio(section, shown):
    report.subgroup_forest(section, compared(section, "sex", "age"))
    _, given = shown[1]["os_subgroups"]
    assert given["endpoint"] == "Overall survival"
    table = given["show"]
    assert list(table["Subgroup"]) == ["Sex", "", "Age, years", ""]
    assert list(table["HR (95% CI)"])[::2] == ["reference", "reference"]
    assert "Median, months (95% CI)" in table
    assert "Note" not in table


def test_only_what_is_known_before_treatment_is_a_subgroup(section, shown):
    report.subgroup_forest(section, compared(section, "best_response"))
    assert "os_forest" not in shown[0]
    report.subgroup_forest(section, compared(section, "sex", "best_response", endpoints=("OS", "PFS")))
    assert {"os_forest", "pfs_forest"} <= set(shown[0])
    assert list(shown[1]["pfs_subgroups"][1]["show"]["Subgroup"]) == ["Sex", ""]


def test_forest_and_panels_fit_no_ratio_again(section, shown, monkeypatch):
    rows = compared(section, "sex", "age")
    monkeypatch.setattr(cox, "ratio_table", lambda *_: pytest.fail("a ratio is fitted again"))
    report.subgroup_forest(section, rows)
    report.hazards_over_time(section, rows)
    assert {"os_forest", "os_hazards"} <= set(shown[0])


def test_forest_curves_and_rows_print_one_ratio_for_one_comparison(section, shown):
    rows = report.survival_by_group(section, ["OS"], ["sex", "age", "ecog"], tests=True)
    ratios = rows[rows["estimand"] == "hazard_ratio"]
    primary = ratios[ratios["role"] == "primary"]
    assert primary[["endpoint", "grouping"]].value_counts().tolist() == [1, 1, 1]
    report.subgroup_forest(section, rows)
    in_forest = dict(zip(*shown[1]["os_subgroups"][0][["grouping", "estimate"]].dropna().to_numpy().T, strict=True))
    assert in_forest == primary.set_index("grouping")["estimate"].to_dict()
    for row in primary.to_dict("records"):
        printed = numbers.ratio_ci(row)
        assert printed in shown[0][f"os_by_{row['grouping']}"][1]
        assert any(text.startswith(printed) for text in shown[1]["os_subgroups"][1]["show"]["HR (95% CI)"])


def test_the_ratios_of_an_arm_within_every_level_go_to_the_results_with_their_interactions(section, shown):
    rows = compared(section, "sex", "histology")
    report.subgroup_forest(section, rows, arm="histology")
    assert "Hazard ratios of LUSC against LUAD within the level; counts" in shown[0]["os_forest"][1]
    saved = section.rows[-1]
    ratios = saved[saved["estimand"] == "hazard_ratio"]
    assert ratios["population"].tolist() == ["sex: M", "sex: F"]
    assert set(ratios["grouping"] + ratios["group"] + ratios["reference"]) == {"histologyLUSCLUAD"}
    assert ratios["method"].tolist() == ["Cox; Efron; profile", "Cox; Efron; Firth"]  # by events and separation
    assert set(ratios["role"]) == {"descriptive"}
    (interaction,) = saved[saved["estimand"] == "interaction"].to_dict("records")
    assert (interaction["grouping"], interaction["group"], interaction["reference"]) == ("sex", "LUSC", "LUAD")
    assert list(shown[1]["os_subgroups"][1]["show"]["Subgroup"]) == ["All subjects", "Sex", ""]


def test_declared_arms_have_a_forest_for_each_comparison_and_rows_that_tell_them_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(section_module, "display", lambda *_, **__: None)
    study = cohort.read(write(tmp_path, rows=[(arm, arm) for arm in ("Placebo", "Low", "High")] * 12))
    own = report.Section(study, "1_overall_survival", tmp_path / "out")
    rows = report.survival_by_group(own, ["OS"], list(study.groupings))
    report.subgroup_forest(own, rows)
    drawn = {path.stem for path in (tmp_path / "out" / "figures" / own.name).glob("*forest.svg")}
    assert drawn == {"os_High_forest", "os_Low_forest"}
    saved = pd.concat(own.rows)
    tests = saved[saved["estimand"] == "interaction"]
    assert tests[["grouping", "group", "reference"]].to_numpy().tolist() == [
        ["sex", "High", "Placebo"], ["sex", "Low", "Placebo"]]  # fmt: skip
    assert not saved.duplicated(vocabulary.KEY_COLUMNS).any()
    within = saved[saved["population"].str.startswith("sex: ")]
    sizes = study.group("sex")[study.group("arm").isin(["Placebo", "High"])].value_counts()
    assert within.loc[within["group"] == "High", "n"].tolist() == sizes.tolist()


def test_arms_are_compared_where_both_have_the_endpoint_and_a_subgroup_of_one_arm_alone_ends_nothing(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(section_module, "display", lambda *_, **__: None)
    arms = [(arm, arm) for arm in ("Placebo", "Low", "High")] * 12
    folder = write(tmp_path, rows=arms)
    duration = [f"{at},DOR,{at},{at % 2}" for at, (arm, _) in enumerate(arms, 1) if arm != "Low"]
    with (folder / "adtte.csv").open("a") as file:
        file.write("\n".join(duration) + "\n")
    rows = (folder / "adsl.csv").read_text().replace(",M,Placebo", ",F,Placebo").replace(",M,High", ",F,High")
    (folder / "adsl.csv").write_text(rows)  # men are in the arm Low alone
    study = cohort.read(folder)
    own = report.Section(study, "1_overall_survival", tmp_path / "out")
    report.subgroup_forest(own, report.survival_by_group(own, ["DOR", "OS"], list(study.groupings)))
    drawn = {path.stem for path in (tmp_path / "out" / "figures" / own.name).glob("*forest.svg")}
    assert drawn == {"dor_forest", "os_High_forest", "os_Low_forest"}
