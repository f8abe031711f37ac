"""A page written as PDF, SVG, EPS and TIFF: sizes at print, fonts, letters, places, the SYNTHETIC mark, the origin."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from analysis.figures import theme
from analysis.report import journals, origin
from analysis.report.journals import page
from analysis.report.journals.file_facts import facts
from analysis.report.journals.panel import Panel, drawn
from tests.report.journals.drawn import figure, saved, saved_panel

MADE = {"figure": "t", "study": "s (β)", "note": "(x)/y \\ )", "parameters": {"words": "a\\b (c) “d”"}}
KINDS = ("pdf", "svg", "eps", "tiff")


def enlarged(one=None, **changes):
    """The small figure, or a Panel of it, enlarged by 1.5, 90 mm wide."""
    one = one or Panel(**saved_panel() | {"made": MADE, "problems": []})
    one.scale, one.letter = 1.5, changes.pop("letter", "")
    one.top = changes.pop("top", 0.0)
    return page.Page([one], 90, 60 + one.top, MADE, **changes)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The page in each format, by its ending."""
    folder = tmp_path_factory.mktemp("files")
    made = enlarged(synthetic=True, mark_pt=9)
    for kind in KINDS:
        (folder / f"t.{kind}").write_bytes(made.file(kind, dpi=200))
    return {kind: folder / f"t.{kind}" for kind in KINDS}


@pytest.mark.parametrize("kind", ["pdf", "svg", "eps"])
def test_a_vector_file_is_read_back_with_its_sizes_at_print(files, kind):
    found = facts(files[kind])
    assert found.width_mm == pytest.approx(90, abs=0.01)
    assert found.height_mm == pytest.approx(60 + 5.25, abs=0.01)
    assert found.sizes_pt == {9.0, 10.2, 11.25}
    assert found.lines_pt == {1.05, 1.8}
    assert found.fonts == {"Liberation Sans"}
    assert found.embedded
    assert found.colour == "RGB"


def test_a_tiff_is_read_back_with_its_resolution(files):
    found = facts(files["tiff"])
    assert found.width_mm == pytest.approx(90, abs=0.1)
    assert (found.dpi, found.colour, found.compression) == (200, "RGB", "tiff_lzw")
    image = np.asarray(Image.open(files["tiff"]))
    assert (image[:2] == 255).all()
    assert (image < 100).any()


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_says_what_made_it(files, kind):
    assert origin.read(files[kind]) == MADE


def test_every_format_carries_the_synthetic_mark(files):
    assert "SYNTHETIC" in files["svg"].read_text()
    assert "/S glyphshow" in files["eps"].read_text("latin-1")
    strip = np.asarray(Image.open(files["tiff"]))[-38:]
    assert (strip < 200).any()


def test_the_same_page_has_the_same_bytes():
    figures = [figure(), figure()]
    one, other = (enlarged(drawn(fig, MADE), synthetic=True) for fig in figures)
    for kind in KINDS:
        made = one.file(kind, dpi=100)
        assert made == other.file(kind, dpi=100)
        assert b"CreationDate" not in made
    plt.close("all")


def test_a_formula_is_set_in_the_reports_font_alone(tmp_path):
    fig = figure()
    with theme.context():
        fig.axes[0].set_title("Change of $\\it{TP53}$")
    (tmp_path / "t.pdf").write_bytes(page.Page([drawn(fig)], 60, 40, MADE).file("pdf", dpi=100))
    found = facts(tmp_path / "t.pdf")
    assert found.fonts == {"Liberation Sans"}
    assert found.embedded
    assert max(found.sizes_pt) == 7.5
    plt.close(fig)


def test_a_letter_stands_above_its_panel_in_the_size_of_the_journal(tmp_path):
    made = enlarged(letter="A", top=6.0, letter_pt=12)
    (tmp_path / "t.svg").write_bytes(made.file("svg", dpi=100))
    assert max(facts(tmp_path / "t.svg").sizes_pt) == 12


def test_what_is_not_legible_in_a_panel_fails_under_its_letter(tmp_path):
    made = enlarged(letter="B", top=6.0)
    made.panels[0].problems = ["“x” is cut off"]
    wanted = journals.specification("nature").model_copy(update={"formats": []})
    table = page.written(made, wanted, tmp_path)
    assert table["found"].tolist() == ["B: “x” is cut off"]
    assert table["verdict"].tolist() == ["fail"]


def test_the_blanks_that_indent_a_line_stay():
    pages = []
    for words in ("(0.06)", "   (0.06)"):
        fig = figure()
        fig.text(0.5, 0.5, words)
        image = Image.open(io.BytesIO(page.Page([drawn(fig)], 60, 40, MADE).file("tiff", dpi=100)))
        pages.append(np.asarray(image))
        plt.close(fig)
    assert (pages[0] != pages[1]).any()


def test_a_saved_figure_becomes_files_of_the_journals_width_with_a_verdict_on_each(tmp_path):
    (path,) = saved(tmp_path, "t").values()
    wanted = journals.specification("frontiers").model_copy(update={"written_dpi": 300})
    table = page.written(page.alone(path, wanted, synthetic=True), wanted, tmp_path / "section")
    assert sorted(path.name for path in (tmp_path / "section").iterdir()) == ["t.eps", "t.pdf", "t.svg", "t.tiff"]
    assert set(table["file"]) == {"", "section/t.eps", "section/t.pdf", "section/t.svg", "section/t.tiff"}
    assert set(table.loc[table["verdict"] == "fail", "rule"]) == {"smallest text"}  # its own 6 points are too small
    assert set(table.loc[table["rule"] == "width", "found"]) == {"85.0 mm"}


def test_a_figure_alone_stands_in_the_middle_and_is_made_smaller_only_where_it_is_wider_than_the_page(tmp_path):
    (path,) = saved(tmp_path, "t").values()
    wanted = journals.specification("frontiers")
    made = page.alone(path, wanted, synthetic=False)
    (one,) = made.panels
    assert (one.left, one.scale) == pytest.approx(((85 - 60 * wanted.scale) / 2, wanted.scale))
    narrow = wanted.model_copy(update={"widths_mm": [50.0]})
    assert page.alone(path, narrow, synthetic=False).panels[0].scale == pytest.approx(50 / 60)


def test_panels_are_composed_in_rows_with_letters_and_keep_their_text_size(tmp_path):
    figures = saved(tmp_path / "saved", "a", "b", "c")
    (tmp_path / "figures.yml").write_text("figure_1:\n  - [1_x/a, 1_x/b]\n  - [1_x/c]\n")
    rows = page.declared(tmp_path, figures)["figure_1"]
    made = page.composed("figure_1", rows, journals.specification("nature"), synthetic=True)
    assert [panel.letter for panel in made.panels] == ["a", "b", "c"]
    assert [round(panel.size_mm[0], 1) for panel in made.panels] == [56, 56, 56]
    assert [round(panel.left, 1) for panel in made.panels] == [0, 127, 0]
    assert made.panels[2].top > made.panels[0].top + made.panels[0].size_mm[1]
    assert sorted(made.made["panels"]) == ["a", "b", "c"]
    assert made.made["study"] == "s"


def test_a_row_wider_than_the_page_is_printed_smaller(tmp_path):
    figures = saved(tmp_path / "saved", "a", "b", "c", "d")
    wanted = journals.specification("nature")
    made = page.composed("wide", [list(figures.values())], wanted, synthetic=False)
    assert [panel.scale for panel in made.panels] == pytest.approx([(183 - 3 * page.GAP_MM) / 240] * 4)
    assert made.panels[-1].left + made.panels[-1].size_mm[0] == pytest.approx(183)


def test_a_composed_figure_of_sections_that_did_not_run_is_left_out_and_a_misspelt_panel_refused(tmp_path):
    (tmp_path / "figures.yml").write_text("one: [[1_x/a]]\ntwo: [[1_x/a, 2_y/b]]\n")
    assert list(page.declared(tmp_path, {"1_x/a": tmp_path})) == ["one"]
    with pytest.raises(journals.JournalError, match=r"figures.yml, one: no figure 1_x/a; 1_x made 1_x/b"):
        page.declared(tmp_path, {"1_x/b": tmp_path})
    assert page.declared(tmp_path / "nowhere", {}) == {}


def test_a_figure_of_one_panel_has_no_letter_and_no_strip_for_one(tmp_path):
    figures = saved(tmp_path / "saved", "a")
    wanted = journals.specification("nature")
    (one,) = page.composed("figure_2", [list(figures.values())], wanted, synthetic=False).panels
    assert (one.letter, one.top) == ("", 0)
