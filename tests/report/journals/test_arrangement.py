"""Figures on pages: alone in the next column, or in rows with letters as figures.yml says."""

import pytest

from analysis.report import journals
from analysis.report.journals import arrangement, page
from tests.report.journals.drawn import saved


def test_a_saved_figure_becomes_files_of_the_journals_width_with_a_verdict_on_each(tmp_path):
    (path,) = saved(tmp_path, "t").values()
    wanted = journals.specification("frontiers").model_copy(update={"written_dpi": 300})
    table = page.written(arrangement.alone(path, wanted, synthetic=True), wanted, tmp_path / "section")
    assert sorted(path.name for path in (tmp_path / "section").iterdir()) == ["t.eps", "t.pdf", "t.svg", "t.tiff"]
    assert set(table["file"]) == {"", "section/t.eps", "section/t.pdf", "section/t.svg", "section/t.tiff"}
    assert set(table.loc[table["verdict"] == "fail", "rule"]) == {"smallest text"}  # its own 6 points are too small
    assert set(table.loc[table["rule"] == "width", "found"]) == {"85.0 mm"}


def test_a_figure_alone_stands_in_the_middle_and_is_made_smaller_only_where_it_is_wider_than_the_page(tmp_path):
    (path,) = saved(tmp_path, "t").values()
    wanted = journals.specification("frontiers")
    made = arrangement.alone(path, wanted, synthetic=False)
    (one,) = made.panels
    assert (one.left, one.scale) == pytest.approx(((85 - 60 * wanted.scale) / 2, wanted.scale))
    narrow = wanted.model_copy(update={"widths_mm": [50.0]})
    assert arrangement.alone(path, narrow, synthetic=False).panels[0].scale == pytest.approx(50 / 60)


def test_panels_are_composed_in_rows_with_letters_and_keep_their_text_size(tmp_path):
    figures = saved(tmp_path / "saved", "a", "b", "c")
    (tmp_path / "figures.yml").write_text("figure_1:\n  - [1_x/a, 1_x/b]\n  - [1_x/c]\n")
    rows = arrangement.declared(tmp_path, figures)["figure_1"]
    made = arrangement.composed("figure_1", rows, journals.specification("nature"), synthetic=True)
    assert [panel.letter for panel in made.panels] == ["a", "b", "c"]
    assert [round(panel.size_mm[0], 1) for panel in made.panels] == [56, 56, 56]
    assert [round(panel.left, 1) for panel in made.panels] == [0, 127, 0]
    assert made.panels[2].top > made.panels[0].top + made.panels[0].size_mm[1]
    assert sorted(made.made["panels"]) == ["a", "b", "c"]
    assert made.made["study"] == "s"


def test_a_row_wider_than_the_page_is_printed_smaller(tmp_path):
    figures = saved(tmp_path / "saved", "a", "b", "c", "d")
    wanted = journals.specification("nature")
    made = arrangement.composed("wide", [list(figures.values())], wanted, synthetic=False)
    assert [panel.scale for panel in made.panels] == pytest.approx([(183 - 3 * arrangement.GAP_MM) / 240] * 4)
    assert made.panels[-1].left + made.panels[-1].size_mm[0] == pytest.approx(183)


def test_a_composed_figure_of_sections_that_did_not_run_is_left_out_and_a_misspelt_panel_refused(tmp_path):
    (tmp_path / "figures.yml").write_text("one: [[1_x/a]]\ntwo: [[1_x/a, 2_y/b]]\n")
    assert list(arrangement.declared(tmp_path, {"1_x/a": tmp_path})) == ["one"]
    with pytest.raises(journals.JournalError, match=r"figures.yml, one: no figure 1_x/a; 1_x made 1_x/b"):
        arrangement.declared(tmp_path, {"1_x/b": tmp_path})
    assert arrangement.declared(tmp_path / "nowhere", {}) == {}
