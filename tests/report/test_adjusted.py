"""Several covariates of an endpoint in the report: one forest, one table, the rows of both."""

from types import SimpleNamespace

import pytest

from analysis import report
from analysis.report import section as section_module
from analysis.study import cohort
from tests.study.cohort.test_arms import write

NUMBER = "numbers: {age: {table: adsl, column: AGE, per: 10, label: Age, known_day: 0}}\n"


def study_of(folder, covariates="{OS: [arm, sex, age]}", number=NUMBER):
    """A study of 36 subjects in three arms with an age, and these covariates."""
    write(folder, rows=[(arm, arm) for arm in ("Placebo", "Low", "High")] * 12)
    head, *rows = (folder / "adsl.csv").read_text().splitlines()
    ages = [f"{row},{40 + at * 7 % 31}" for at, row in enumerate(rows)]
    (folder / "adsl.csv").write_text("\n".join([f"{head},AGE", *ages]) + "\n")
    with (folder / "study.yml").open("a") as file:
        file.write(f"{number}covariates: {covariates}\n")
    return cohort.read(folder)


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A section of that study and the blocks that it shows."""
    monkeypatch.setattr(section_module, "display", lambda *_, **__: None)
    made = report.Section(study_of(tmp_path), "1_overall_survival", tmp_path / "out")
    blocks = []
    monkeypatch.setattr(made, "_show", lambda block, *_, **__: blocks.append(block))
    return SimpleNamespace(section=made, blocks=blocks)


def test_one_forest_and_one_table_of_all_covariates(own):
    report.adjusted_ratios(own.section)
    figure, table = own.blocks
    assert (figure.name, figure.layer, table.name, table.layer) == (
        "os_covariates",
        "main",
        "os_covariates",
        "appendix",
    )
    assert "from one model, each with the others held equal (36 subjects, 29 events)" in figure.caption
    columns = {one.heading: [cell.text for cell in one.cells] for one in table.columns}
    assert columns["Covariate"] == ["Treatment", "", "", "Sex", "", "Age"]
    assert columns["Level"] == ["Placebo", "High", "Low", "F", "M", "per 10"]
    assert columns["Events / n"] == ["10 / 12", "10 / 12", "9 / 12", "15 / 18", "14 / 18", "29 / 36"]
    assert [one != "" for one in columns["P, constant ratio"]] == [True, False, False, True, False, True]
    assert "whole model P " in table.caption
    (rows,) = own.section.rows
    assert set(rows["grouping"]) == {"arm", "sex", "age", ""}


def test_strata_are_told_and_no_covariate_is_one(own):
    report.adjusted_ratios(own.section, strata=["sex", "arm"])
    assert "strata of" not in own.blocks[0].caption  # both are covariates
    declared = own.section.study.declaration
    object.__setattr__(
        own.section.study, "declaration", declared.model_copy(update={"covariates": {"OS": ["arm", "age"]}})
    )
    report.adjusted_ratios(own.section, strata=["sex", "arm"])
    assert "within strata of Sex" in own.blocks[2].caption
    assert own.section.rows[-1]["method"].str.contains("stratified").any()


def test_a_study_without_covariates_shows_nothing(section, shown):
    report.adjusted_ratios(section)
    assert shown == ({}, {}, [])
