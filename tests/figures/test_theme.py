"""The look: colours apart in grey and for colour-blind readers, the bundled font, no setting changed by importing."""

import importlib
import itertools
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib import font_manager
from matplotlib.colors import to_rgb

from analysis import figures
from analysis.figures import theme
from analysis.report.journals import legible
from tests.figure_checks import drawn_for, overlaps, smallest_text, svg, texts

ROOT = Path(__file__).parents[2]
heatmap, oncoprint, swimmer = (
    importlib.import_module(f"analysis.figures.{name}") for name in ("heatmap", "oncoprint", "swimmer")
)  # as modules: the package has functions of these names
# Machado, Oliveira & Fernandes 2009, deuteranopia at severity 1, on linear RGB.
DEUTERANOPIA = np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                         [-0.011820, 0.042940, 0.968881]])  # fmt: skip


def linear(color):
    channels = np.array(to_rgb(color))
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(np.clip(matrix @ rgb / [0.9505, 1, 1.089], 0.008856, None))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def deuteranope(color):
    return lab(np.clip(DEUTERANOPIA @ linear(color), 0, 1))


@pytest.mark.parametrize("roles", [theme.RESPONSE, theme.CHANGE, theme.CLEARANCE], ids=["response", "change", "clear"])
def test_colours_of_roles_differ_in_grey_and_for_deuteranopes(roles):
    for one, other in itertools.combinations(roles.values(), 2):
        assert abs(lab(linear(one))[0] - lab(linear(other))[0]) >= 7
        assert np.linalg.norm(deuteranope(one) - deuteranope(other)) >= 20


def test_rows_of_notes_over_a_heat_map_share_no_colour_with_each_other_or_with_the_responses():
    colors = [*heatmap.ANNOTATION, *theme.RESPONSE.values()]
    for one, other in itertools.combinations(colors, 2):
        assert np.linalg.norm(lab(linear(one)) - lab(linear(other))) >= 20
    for dark, light in zip(heatmap.ANNOTATION[::2], heatmap.ANNOTATION[1::2], strict=True):
        assert lab(linear(light))[0] - lab(linear(dark))[0] >= 30


def apart(one, other, looks):
    """Whether two names of {name: (colour, mark)} differ by mark, or in grey and for deuteranopes by colour."""
    (first, mark), (second, other_mark) = looks[one], looks[other]
    grey = abs(lab(linear(first))[0] - lab(linear(second))[0]) >= 7
    return mark != other_mark or (grey and np.linalg.norm(deuteranope(first) - deuteranope(second)) >= 12)


VARIANTS = {name: (color, oncoprint.HATCHES.get(name)) for name, color in oncoprint.CLASS_COLORS.items()}
VARIANTS |= {"no sample": (oncoprint.MISSING, None), "not mutated": (oncoprint.EMPTY, None)}
WORDS = {word: (color, swimmer.CTDNA_MARKS.get(word)) for word, color in swimmer.CTDNA_COLORS.items()}
WORDS |= {"no sample": (theme.MISSING, None)}
CELLS = dict(enumerate(zip(heatmap.CYCLE, heatmap.MARKERS, strict=True)))


@pytest.mark.parametrize("looks", [VARIANTS, WORDS, CELLS], ids=["variants", "ctDNA words", "cells"])
def test_many_classes_differ_by_colour_or_by_a_mark_that_needs_none(looks):
    close = [pair for pair in itertools.combinations(looks, 2) if not apart(*pair, looks)]
    assert not close


def test_the_first_two_groups_differ_strongly_in_grey():
    one, other = (lab(linear(color))[0] for color in theme.GROUP[:2])
    assert abs(one - other) >= 25


def test_groups_of_like_grey_differ_in_line_style_and_all_differ_for_deuteranopes():
    for one, other in itertools.combinations(theme.GROUP, 2):
        assert np.linalg.norm(deuteranope(one) - deuteranope(other)) >= 20
    styles = theme.group_linestyles(list("ABCDE"))
    assert len(set(map(str, styles.values()))) == 5


def test_ten_groups_never_share_both_colour_and_line_style():
    levels = list("ABCDEFGHIJ")
    color, style = theme.group_colors(levels), theme.group_linestyles(levels)
    assert len({(color[level], str(style[level])) for level in levels}) == 10


def test_a_level_has_its_own_colour_whatever_its_place_and_no_other_level_has_it():
    own = theme.CHANGE | {"CR/PR": theme.LEVELS["CR/PR"]}
    for levels in itertools.permutations(["increased", "decreased", "CR/PR", "other"]):
        found = theme.group_colors(levels)
        assert {level: found[level] for level in own} == own
        assert len(set(found.values())) == 4
    assert theme.group_colors(["TMB-high", "TMB-low"]) == {"TMB-high": theme.GROUP[1], "TMB-low": theme.GROUP[0]}
    both = theme.group_colors(["high", "very high"])
    assert both["high"] == theme.LEVELS["high"] != both["very high"]
    assert theme.group_colors(["increased", "decreased"], ["red", "blue"]) == {"increased": "red", "decreased": "blue"}


def test_a_colour_missing_from_a_mapping_is_named():
    with pytest.raises(ValueError, match=r"no colour for \['PD'\]"):
        theme.group_colors(["CR", "PD"], {"CR": "black"})


@pytest.mark.parametrize("color", [*theme.GROUP, *theme.RESPONSE.values(), "#FFFFFF"])
def test_text_colours_read_on_white(color):
    assert 1.05 / (theme.luminance(theme.text_color(color)) + 0.05) >= 4.5


def test_luminance_is_that_of_wcag():
    assert theme.luminance("white") == pytest.approx(1)
    assert theme.luminance("#FF0000") == pytest.approx(0.2126)
    assert theme.luminance("black") == 0


@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.parametrize("family", ["Liberation Sans", "Arial", "Helvetica"])
def test_the_bundled_font_serves_its_own_name_and_that_of_fonts_with_its_widths(family, weight):
    found = font_manager.findfont(font_manager.FontProperties(family=family, weight=weight))
    assert family != "Liberation Sans" or Path(found).parent == ROOT / "analysis" / "figures" / "fonts"
    assert ("Bold" in Path(found).name) == (weight == "bold")


def test_importing_the_figures_changes_no_setting():
    code = "import matplotlib as m; a = dict(m.rcParams); import analysis.figures; assert a == dict(m.rcParams)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_drawing_leaves_the_settings_of_matplotlib_as_they_were():
    before = dict(mpl.rcParams)
    figures.canvas(80, 50)
    plt.close("all")
    assert dict(mpl.rcParams) == before


def test_a_canvas_has_the_size_asked_for_in_millimetres():
    fig, _ = figures.canvas(85, 60)
    assert fig.get_size_inches() * 25.4 == pytest.approx([85, 60])
    plt.close(fig)


def test_ticks_made_outside_the_theme_still_carry_its_font():
    fig, ax = figures.canvas(85, 60)
    ax.set_xticks(range(0, 40, 2))
    fig.canvas.draw()
    names = {label.get_fontname() for label in [*ax.get_xticklabels(), *ax.get_yticklabels()]}
    assert names == {"Liberation Sans"}
    plt.close(fig)


def test_axes_made_elsewhere_are_dressed_in_its_font():
    fig, ax = plt.subplots()
    theme.dress(ax).set_xticks(range(0, 40, 2))
    fig.canvas.draw()
    assert {label.get_fontname() for label in ax.get_xticklabels()} == {"Liberation Sans"}
    plt.close(fig)


def test_formulas_find_all_their_fonts(caplog):
    fig, ax = figures.canvas(85, 60)
    ax.set(yscale="log", ylim=(1e-9, 1))
    svg(fig)
    assert not caplog.records
    plt.close(fig)


def test_svg_keeps_words_as_text_and_is_the_same_twice():
    drawings = []
    for _ in range(2):
        fig, ax = figures.canvas(85, 60)
        ax.plot([0, 1], [1, 0])
        ax.set_xlabel("µg ≥ Δ")
        drawings.append(svg(fig))
        plt.close(fig)
    assert drawings[0] == drawings[1]
    assert "µg ≥ Δ</text>" in drawings[0].decode()


def test_the_checks_see_overlapping_texts_and_small_ones():
    fig, ax = figures.canvas(85, 60)
    ax.text(0.5, 0.5, "one", size=5)
    ax.text(0.51, 0.5, "two")
    assert ("one", "two") in overlaps(fig)
    assert smallest_text(fig) == 5
    assert len(texts(fig)) == 14  # six tick labels on each axis beside the two
    plt.close(fig)


def test_slanted_words_overlap_only_where_they_cross():
    fig, ax = figures.canvas(85, 60)
    for x in (0.3, 0.42):
        ax.text(x, 0.2, f"a long slanted heading {x}", rotation=40, rotation_mode="anchor", transform=ax.transAxes)
    assert overlaps(fig) == []
    ax.text(0.42, 0.3, "a level one across both", transform=ax.transAxes)
    assert len(overlaps(fig)) == 2
    plt.close(fig)


def test_problems_name_words_that_are_too_small():
    fig, ax = figures.canvas(85, 60)
    ax.text(0.5, 0.5, "tiny", size=4)
    assert legible.problems(fig) == []
    assert legible.problems(fig, floor=5.5) == ["“tiny” has 4.0 points"]
    plt.close(fig)


# ---- The look: widths and smallest text, passed in ----------------------------------------------------------------


def test_a_planned_width_becomes_the_next_column_of_the_look():
    look = theme.Look(columns_mm=(64.0, 135.0))
    assert theme.column_mm(120) == 120
    with drawn_for(look):
        assert [theme.column_mm(width) for width in (60, 71, 72, 120, 180)] == [64, 64, 135, 135, 135]
        fig, _ = theme.canvas(180, 50)
    assert fig.get_figwidth() / theme.MM == pytest.approx(135)
    plt.close(fig)


def test_small_text_is_as_large_as_the_look_asks_and_the_look_before_returns():
    with drawn_for(theme.Look(smallest_pt=7.2)):
        assert (theme.tiny(), theme.small()) == (7.2, 7.2)
        with theme.context():
            assert mpl.rcParams["xtick.labelsize"] == mpl.rcParams["legend.fontsize"] == 7.2
    assert (theme.tiny(), theme.small()) == (6.0, 6.8)


def test_figures_read_no_environment():
    sources = (ROOT / "analysis" / "figures").glob("*.py")
    assert not [file.name for file in sources if "environ" in file.read_text()]
