"""Figures for a journal: drawn at its widths, written in its formats, and judged by what the files really are."""

import datetime

import matplotlib.pyplot as plt
import numpy as np
import pytest
import yaml
from matplotlib import font_manager
from PIL import Image

from analysis.figures import theme
from analysis.report import journals, origin
from analysis.report.journals import compose, export, keeping, legible, rules
from analysis.report.journals import without_transparency as opaque
from analysis.report.journals.composed_page import Panel, Sheet
from analysis.report.journals.file_facts import Written, family, written
from analysis.report.journals.specification import FOLDER, Specification

MADE = {"figure": "t"}


def figure():
    """A figure of 60 × 40 mm with text of 6, 6.8 and 7.5 points and lines of 0.7 and 1.2 points."""
    fig, ax = theme.canvas(60, 40)
    with theme.context():
        ax.plot([0, 1], [0, 1])
        ax.fill_between([0, 1], [0, 1], alpha=0.2, linewidth=0)
        ax.set_xlabel("x ≥ 3 – β")
        ax.text(0.2, 0.8, "small (\\)", size=theme.tiny())
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:.1f}")
    return fig


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The figure enlarged by 1.5 on a sheet of 90 mm, in each format, by its ending."""
    folder = tmp_path_factory.mktemp("files")
    sheet = Sheet([Panel(figure, scale=1.5)], 90, 60, MADE, synthetic=True, mark_pt=9)
    for kind in ("pdf", "svg", "eps", "tiff"):
        (folder / f"t.{kind}").write_bytes(sheet.written(kind, dpi=200))
    return {kind: folder / f"t.{kind}" for kind in ("pdf", "svg", "eps", "tiff")}


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
    assert wanted.drawn_mm == pytest.approx([76.5, 162])
    assert wanted.width_mm(76) == 85
    assert wanted.width_mm(77) == 180
    assert wanted.width_mm(200) == 180


@pytest.mark.parametrize("kind", ["pdf", "svg", "eps"])
def test_a_vector_file_is_read_back_with_its_sizes_at_print(files, kind):
    facts = written(files[kind])
    assert facts.width_mm == pytest.approx(90, abs=0.01)
    assert facts.height_mm == pytest.approx(60 + 5.25, abs=0.01)
    assert facts.sizes_pt == {9.0, 10.2, 11.25}
    assert facts.lines_pt == {1.05, 1.8}
    assert facts.fonts == {"Liberation Sans"}
    assert facts.embedded
    assert facts.colour == "RGB"


def test_a_tiff_is_read_back_with_its_resolution(files):
    facts = written(files["tiff"])
    assert facts.width_mm == pytest.approx(90, abs=0.1)
    assert (facts.dpi, facts.colour, facts.compression) == (200, "RGB", "tiff_lzw")
    image = np.asarray(Image.open(files["tiff"]))
    assert (image[:2] == 255).all()
    assert (image < 100).any()


def test_every_format_carries_the_synthetic_mark(files):
    assert "SYNTHETIC" in files["svg"].read_text()
    assert "/S glyphshow" in files["eps"].read_text("latin-1")
    strip = np.asarray(Image.open(files["tiff"]))[-38:]
    assert (strip < 200).any()


def test_a_word_in_another_font_is_found(tmp_path):
    def strange():
        fig = figure()
        fig.axes[0].set_title("DejaVu", family="DejaVu Sans")
        return fig

    assert "DejaVu Sans" in {font.name for font in font_manager.fontManager.ttflist}
    for kind in ("pdf", "svg", "eps"):
        path = tmp_path / f"t.{kind}"
        path.write_bytes(Sheet([Panel(strange)], 60, 40, MADE).written(kind, dpi=100))
        assert written(path).fonts == {"Liberation Sans", "DejaVu Sans"}


def test_a_font_drawn_as_type_3_is_not_embedded(tmp_path):
    fig = figure()
    with plt.rc_context({"pdf.fonttype": 3}):
        fig.savefig(tmp_path / "t.pdf")
    plt.close(fig)
    assert written(tmp_path / "t.pdf").embedded is False


def test_fonts_are_named_by_family():
    names = ["ABCDEF+LiberationSans-Bold", "LiberationSans", "DejaVuSans", "Arial"]
    assert [family(name) for name in names] == ["Liberation Sans", "Liberation Sans", "DejaVu Sans", "Arial"]


GOOD = {
    "width_mm": 85, "height_mm": 60, "sizes_pt": frozenset({8.0, 10.0}), "lines_pt": frozenset({2.0}),
    "fonts": frozenset({"Liberation Sans"}), "embedded": True, "colour": "RGB", "dpi": 600, "compression": "tiff_lzw",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"width_mm": 86}, "width"),
        ({"height_mm": 300}, "height"),
        ({"sizes_pt": frozenset({7.9, 10.0})}, "smallest text"),
        ({"lines_pt": frozenset({0.4, 2.0})}, "thinnest line"),
        ({"fonts": frozenset({"DejaVu Sans"})}, "fonts"),
        ({"embedded": False}, "text is text"),
        ({"colour": "RGBA"}, "colour"),
        ({"dpi": 299}, "resolution"),
        ({"compression": "raw"}, "compression"),
    ],
)
def test_a_file_that_breaks_a_rule_fails_by_its_name(change, rule):
    wanted = journals.specification("frontiers")
    assert set(rules.judged("t", "t.tiff", Written(**GOOD), wanted)["verdict"]) == {"pass"}
    table = rules.judged("t", "t.tiff", Written(**GOOD | change), wanted)
    assert list(table.loc[table["verdict"] == "fail", "rule"]) == [rule]
    assert f"FAIL t (tiff): {rule} is" in rules.summary(table)
    assert "0 of 1 files pass" in rules.summary(table)


def test_text_larger_than_a_journal_wants_fails_but_its_panel_letters_do_not():
    wanted, facts = journals.specification("nature"), GOOD | {"width_mm": 89, "lines_pt": frozenset({0.5})}
    letters = rules.judged("t", "t.pdf", Written(**facts | {"sizes_pt": frozenset({6.0, 8.0})}), wanted)
    assert set(letters["verdict"]) == {"pass"}
    large = rules.judged("t", "t.pdf", Written(**facts | {"sizes_pt": frozenset({6.0, 9.0})}), wanted)
    assert list(large.loc[large["verdict"] == "fail", "rule"]) == ["largest text"]


def test_advice_that_is_not_kept_is_told_and_fails_nothing():
    table = rules.judged(
        "t", "t.pdf", Written(**GOOD | {"lines_pt": frozenset({0.7})}), journals.specification("frontiers")
    )
    assert list(table.loc[table["verdict"] != "pass", "verdict"]) == ["advice"]
    assert "1 of 1 files pass every rule" in rules.summary(table)
    assert "advice not kept in 1 files" in rules.summary(table)


def test_words_that_overlap_or_are_cut_off_are_told():
    fig = figure()
    assert legible.problems(fig) == []
    fig.text(0.5, 0.5, "one word")
    fig.text(0.5, 0.5, "another")
    fig.text(0.99, 0.9, "beyond the edge")
    told = legible.problems(fig)
    assert any("“one word” overlaps “another”" in line for line in told)
    assert any("“beyond the edge” is cut off" in line for line in told)
    plt.close(fig)


def test_transparent_colours_become_what_they_look_like_on_white():
    mixed = opaque.on_white([[0, 0, 1, 0.25], [1, 0, 0, 1], [0, 0, 0, 0]])
    assert mixed.tolist() == [[0.75, 0.75, 1, 1], [1, 0, 0, 1], [0, 0, 0, 0]]


def test_a_postscript_file_has_no_transparency_to_lose(caplog):
    Sheet([Panel(figure)], 60, 40, MADE).written("eps", dpi=100)
    assert "transparen" not in caplog.text
    fig = opaque.opaque(figure())
    band = fig.axes[0].collections[0]
    assert band.get_alpha() is None
    assert band.get_facecolor()[0, 3] == 1
    assert band.get_zorder() < fig.axes[0].lines[0].get_zorder()
    plt.close(fig)


def test_figures_are_kept_in_a_run_for_a_journal_only(tmp_path, monkeypatch):
    fig = figure()
    monkeypatch.delenv(keeping.FOR_JOURNAL, raising=False)
    keeping.keep(fig, tmp_path / "t", MADE)
    assert not list(tmp_path.iterdir())
    monkeypatch.setenv(keeping.FOR_JOURNAL, "nature")
    keeping.keep(fig, tmp_path / "t", MADE)
    again, made = keeping.kept(tmp_path / "t.pickle")
    assert made == MADE
    assert again.axes[0].yaxis.get_major_formatter()(0.25, 0) == "0.2"
    plt.close("all")


def test_a_kept_figure_becomes_files_of_the_journals_width_with_a_verdict_on_each(tmp_path, monkeypatch):
    monkeypatch.setenv(keeping.FOR_JOURNAL, "frontiers")
    keeping.keep(figure(), tmp_path / "t", MADE)
    wanted = journals.specification("frontiers").model_copy(update={"written_dpi": 300})
    table = export.figure(tmp_path / "t.pickle", wanted, tmp_path / "section", synthetic=True)
    assert sorted(path.name for path in (tmp_path / "section").iterdir()) == ["t.eps", "t.pdf", "t.svg", "t.tiff"]
    assert set(table["file"]) == {"", "section/t.eps", "section/t.pdf", "section/t.svg", "section/t.tiff"}
    assert set(table.loc[table["verdict"] == "fail", "rule"]) == {"smallest text"}  # its own 6 points are too small
    assert set(table.loc[table["rule"] == "width", "found"]) == {"85.0 mm"}
    plt.close("all")


def many(path, *names):
    """Kept figures by the name section/figure."""
    path.mkdir(parents=True, exist_ok=True)
    for name in names:
        keeping.keep(figure(), path / name, {"figure": name, "study": "s", "parameters": {}})
    return {f"1_x/{name}": path / f"{name}.pickle" for name in names}


def test_panels_are_composed_in_rows_with_letters_and_keep_their_text_size(tmp_path, monkeypatch):
    monkeypatch.setenv(keeping.FOR_JOURNAL, "nature")
    figures = many(tmp_path / "kept", "a", "b", "c")
    (tmp_path / "figures.yml").write_text("figure_1:\n  - [1_x/a, 1_x/b]\n  - [1_x/c]\n")
    rows = compose.declared(tmp_path, figures)["figure_1"]
    wanted = journals.specification("nature")
    sheet, faults = compose.composed("figure_1", rows, wanted, synthetic=True)
    assert faults == []
    assert [panel.letter for panel in sheet.panels] == ["a", "b", "c"]
    assert [round(panel.size_mm[0], 1) for panel in sheet.panels] == [56, 56, 56]
    assert [round(panel.left, 1) for panel in sheet.panels] == [0, 127, 0]
    assert sheet.panels[2].top > sheet.panels[0].top + sheet.panels[0].size_mm[1]
    (tmp_path / "f.pdf").write_bytes(sheet.written("pdf", dpi=100))
    facts = written(tmp_path / "f.pdf")
    assert facts.width_mm == pytest.approx(183)
    assert facts.sizes_pt == {5.0, 5.6, 6.35, 7.0, 8.0}
    assert sorted(origin.read(tmp_path / "f.pdf")["panels"]) == ["a", "b", "c"]


def test_a_composed_figure_of_sections_that_did_not_run_is_left_out_and_a_misspelt_panel_refused(tmp_path):
    (tmp_path / "figures.yml").write_text("one: [[1_x/a]]\ntwo: [[1_x/a, 2_y/b]]\n")
    assert list(compose.declared(tmp_path, {"1_x/a": tmp_path})) == ["one"]
    with pytest.raises(journals.JournalError, match=r"figures.yml, one: no figure 1_x/a; 1_x made 1_x/b"):
        compose.declared(tmp_path, {"1_x/b": tmp_path})
    assert compose.declared(tmp_path / "nowhere", {}) == {}
