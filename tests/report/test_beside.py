"""This trial beside others: its rows, tables and figures, and caveats in every box of them."""

from dataclasses import replace

import pytest

from analysis import report
from analysis.report import beside
from analysis.report import section as section_module
from tests import shipped


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What the section of the default study shows: its blocks and rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(section_module, "display", lambda *_, **__: None)
        section = report.Section(shipped.study(), "7_other_trials", tmp_path_factory.mktemp("out"))
        blocks = []
        patch.setattr(section, "_show", lambda block, *_, **__: blocks.append(block))
        report.beside_other_trials(section)
    return section, blocks


def test_every_table_and_figure_carries_the_caveats(shown):
    blocks = shown[1]
    assert [block.name for block in blocks] == ["trials", "beside", "os_beside", "pfs_beside"]
    assert [block.layer for block in blocks] == ["appendix", "appendix", "main", "appendix"]
    assert all(beside.WORDS["caveats"] in block.caption for block in blocks)
    assert all("SYNTHETIC: nothing about the drug follows" in block.caption for block in blocks)


def test_of_real_rows_synthetic_is_not_said():
    given = shipped.study()
    real = replace(given, declaration=given.declaration.model_copy(update={"synthetic": False}))
    assert beside.caveats(real) == beside.WORDS["caveats"]


def test_each_arm_has_a_line_with_what_was_computed(shown):
    table = shown[1][1]
    by = {column.heading: [cell.text for cell in column.cells] for column in table.columns}
    at = by["Beside"].index("tislelizumab (RATIONALE-303)")
    assert by["Observed events"][at] == "14"
    assert by["Observed / expected (95% CI)"][at] == "0.61 (0.33–1.02)"
    assert by["Difference (95% CI)"][by["Beside"].index("pembrolizumab (SNK01)")].startswith("38.3 percentage points")
    assert len(by["Beside"]) == 8


def test_a_trial_is_named_once_and_every_arm_with_its_print(shown):
    by = {column.heading: [cell.text for cell in column.cells] for column in shown[1][0].columns}
    assert by["Trial"] == ["CheckMate 078", "", "RATIONALE-303", "", "SNK01", "", "Hu et al.", ""]
    assert by["Printed"][0] == "median 11.9 months"
    assert by["Printed"][5] == "16.7% at 24 months"


def test_nothing_of_it_is_primary_or_adjusted(shown):
    (rows,) = shown[0].rows
    assert set(rows["role"]) == {"descriptive"}
    assert rows["p_adjusted"].isna().all()
