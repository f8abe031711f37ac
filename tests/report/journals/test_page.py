"""A page written as PDF, SVG, EPS and TIFF: sizes at print, fonts, letters, the SYNTHETIC mark, the origin."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from analysis.figures import theme
from analysis.report import journals, origin
from analysis.report.journals import page
from analysis.report.journals.file_facts import facts
from analysis.report.journals.panel import drawn
from tests.report.journals.drawn import figure

MADE = {"figure": "t", "note": "(x)/y \\ )"}
KINDS = ("pdf", "svg", "eps", "tiff")


def enlarged(**changes):
    """The small figure enlarged by 1.5, 90 mm wide."""
    fig = figure()
    one = drawn(fig, MADE)
    plt.close(fig)
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
    one, other = enlarged(), enlarged()
    for kind in KINDS:
        assert one.file(kind, dpi=100) == other.file(kind, dpi=100)


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
