"""The specifications of journals: dated, consistent, and what they make of the report's text and widths."""

import datetime

import pytest
import yaml

from analysis.figures import theme
from analysis.report import journals
from analysis.report.journals.specification import FOLDER, RUN_FOR, Specification


@pytest.mark.parametrize("journal", journals.known())
def test_a_specification_says_where_and_when_it_was_read(journal):
    wanted = journals.specification(journal)
    assert wanted.journal == journal
    assert wanted.checked >= datetime.date(2026, 1, 1)
    assert all(source.address.startswith("http") for source in wanted.sources)


def test_there_are_the_three_journals_and_another_is_refused():
    assert journals.known() == ["frontiers", "jci", "nature"]
    with pytest.raises(journals.JournalError, match=r"JOURNAL=cell: .* frontiers, jci, nature"):
        journals.specification("cell")


def test_a_doubt_about_a_value_that_does_not_exist_is_refused():
    values = yaml.safe_load((FOLDER / "nature.yml").read_text())
    with pytest.raises(ValueError, match="no keys of a specification"):
        Specification(**values | {"uncertain": {"width": "?"}})


@pytest.mark.parametrize("journal", journals.known())
def test_the_reports_text_is_within_the_journals_limits_when_printed(journal):
    wanted = journals.specification(journal)
    assert wanted.smallest_pt * wanted.scale >= wanted.text_pt.min - 1e-9
    assert wanted.smallest_pt <= theme.BASE
    assert theme.BASE * wanted.scale <= (wanted.text_pt.max or 99) + 1e-9


def test_frontiers_asks_for_larger_text_so_figures_are_drawn_narrower():
    wanted = journals.specification("frontiers")
    assert wanted.smallest_pt == 7.2
    assert wanted.scale == pytest.approx(8 / 7.2)
    assert wanted.look.columns_mm == pytest.approx((76.5, 162))
    assert wanted.look.smallest_pt == 7.2
    assert wanted.width_mm(76) == 85
    assert wanted.width_mm(77) == 180
    assert wanted.width_mm(200) == 180


def test_widths_have_to_ascend():
    values = yaml.safe_load((FOLDER / "nature.yml").read_text())
    with pytest.raises(ValueError, match="ascending order"):
        Specification(**values | {"widths_mm": [183, 89]})


def test_a_run_by_hand_is_for_no_journal_and_one_of_the_pipeline_says_for_which(monkeypatch):
    monkeypatch.delenv(RUN_FOR, raising=False)
    assert journals.asked() is None
    monkeypatch.setenv(RUN_FOR, "jci")
    assert journals.asked().journal == "jci"
