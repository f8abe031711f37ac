"""Bubbles: what is drawn is what the table of the sweep says, links tell their numbers, nothing overlaps."""

import xml.etree.ElementTree as ElementTree

import pandas as pd
import pytest

from analysis.estimates import cutoff
from analysis.figures import bubbles, theme
from analysis.figures.bubbles import HIGHER, LOWER, Bubble, diameter, loudness
from tests import figure_checks
from tests.swept import swept

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"


@pytest.fixture(scope="module")
def data():
    return swept()


def drawn(fig):
    return [line for ax in fig.axes for line in ax.lines if isinstance(line, Bubble)]


def test_every_ratio_is_a_bubble_in_its_cell_with_its_colour_and_area(data):
    _, _, table = data
    fig = bubbles({"OS": table})
    rows = table[table["estimate"].notna()]
    assert len(drawn(fig)) == len(rows) == 16  # of 18, two that one or two events carry have no ratio
    for bubble, row in zip(drawn(fig), rows.to_dict("records"), strict=True):
        color = LOWER if row["estimate"] < 1 else HIGHER
        assert (bubble.get_markerfacecolor() == color) == (min(row["p_exact"], row["p_marker"]) < 0.05)
        assert [mark.get_marker() for mark in bubble.marks] == ["o"] * row["separated"]
        assert bool(bubble.get_markeredgewidth()) == (row["p_marker"] < 0.05)
    assert [tick.get_text() for tick in fig.axes[0].get_yticklabels()] == ["CD8+", "PD-1+"]
    theme.plt.close(fig)


def test_the_area_of_a_bubble_goes_with_the_size_of_the_log_ratio_either_way():
    assert diameter(0.25) == diameter(4)
    assert diameter(16) ** 2 == pytest.approx(2 * diameter(4) ** 2)
    assert diameter(1e9) == diameter(64)


@pytest.mark.parametrize(
    ("p_values", "full", "rim", "star"),
    [((0.001, 0.125, 0.2, 0.6), False, 0.0, False), ((0.001, 0.03, 0.2, 0.6), True, 0.0, False),
     ((0.2, 0.03, 0.01, 0.6), True, 0.9, False), ((0.2, 0.03, 0.01, 0.02), True, 1.5, True),
     ((0.04, None, 0.2, 0.6), True, 0.0, False), ((0.05, None, 0.2, 0.6), False, 0.0, False)],
)  # fmt: skip
def test_a_bubble_is_the_louder_the_more_its_p_withstands(data, p_values, full, rim, star):
    _, _, table = data
    names = dict(zip(["p_log_rank", "p_exact", "p_marker", "p_grid"], map(pd.to_numeric, p_values), strict=True))
    one = table[table["estimate"].notna()].head(1).assign(**names, separated=False, estimate=0.5)
    fig = bubbles({"OS": one})
    (bubble,) = drawn(fig)
    assert (bubble.get_markerfacecolor() == LOWER, bubble.get_markeredgewidth()) == (full, rim)
    assert [mark.get_marker() for mark in bubble.marks] == ["*"] * star
    theme.plt.close(fig)


def test_a_split_whose_permutation_p_cannot_be_small_is_never_loud():
    one, others = pd.Series([1.0] + [0.0] * 7), pd.DataFrame({"time": range(1, 9), "event": [True] * 8})
    table = cutoff.sweep(one.to_frame("a"), others)
    row = table.dropna(subset="chisq").iloc[0]
    assert row["p_log_rank"] < 0.05 < row["p_smallest"] == 0.125
    assert loudness(row, 0.05) == 0


def test_in_svg_each_bubble_is_a_link_that_tells_its_numbers_and_the_figure_has_no_other_trace_of_them(data):
    _, _, table = data
    one = table[table["estimate"].notna()].head(2)
    told = one.assign(link=["atlas/a%2B.svg", ""], words=["first <numbers>", "second"], separated=True, p_grid=0.5)
    fig = bubbles({"OS": told})
    root = ElementTree.fromstring(figure_checks.svg(fig))
    links = [a for a in root.iter(f"{SVG}a") if a.get("class") == "sweep-bubble"]
    assert [a.get(XLINK) for a in links] == ["atlas/a%2B.svg"]
    assert links[0].get("aria-label") == links[0].find(f"{SVG}title").text == "first <numbers>"
    hidden = links[0].find(f"{SVG}g[@class='sweep-numbers']")
    assert hidden.get("display") == "none"
    assert [links[0].get(f"data-{name}") for name in ("panel", "row", "column")] == ["A", "0", "0"]
    ring, mark = links[0].find(f"{SVG}circle[@class='sweep-ring']"), next(links[0].iter(f"{SVG}use"))
    assert [float(ring.get(name)) for name in ("cx", "cy")] == pytest.approx(
        [float(mark.get(name)) for name in ("x", "y")], abs=0.01
    )
    assert "".join(hidden.itertext()).split() == ["first", "<numbers>"]
    assert len(list(links[0].iter(f"{SVG}use"))) == 2  # the point in it belongs to the link
    assert not any("numbers" in words for words, _ in figure_checks.texts(fig))
    theme.plt.close(fig)


def test_numbers_at_the_foot_break_into_lines_that_the_figure_holds(data):
    _, _, table = data
    words = " ".join(["CD56+PD-1+PD-L1+"] * 12)
    fig = bubbles({"OS": table[table["estimate"].notna()].head(1).assign(link="a.svg", words=words)})
    root = ElementTree.fromstring(figure_checks.svg(fig))
    lines = ["".join(text.itertext()) for text in root.find(f".//{SVG}g[@class='sweep-numbers']").iter(f"{SVG}text")]
    assert len(lines) == 2
    assert " ".join(lines) == words
    wide = fig.get_window_extent().width
    shown = [fig.text(0, 0, line, size=theme.small()).get_window_extent().width for line in lines]
    assert max(shown) < 0.98 * wide
    theme.plt.close(fig)


def test_bubbles_with_long_names_and_two_endpoints_do_not_overlap_or_leave_the_page(data):
    _, _, table = data
    table = table.assign(marker=table["marker"].replace({"CD8+": "CD56+PD-1+PD-L1+TIM-3+", "PD-1+": "CD4+"}))
    fig = bubbles({"OS": table, "PFS": table}, titles={"OS": "Overall survival", "PFS": "Progression-free survival"})
    figure_checks.clean(fig)
    theme.plt.close(fig)


def test_words_count_small_p_values_before_and_after_adjustment_and_the_data_are_without_links(data):
    _, _, table = data
    told = table.assign(link="a.svg", words="w", p_grid=0.5)
    words = bubbles.words({"OS": told, "PFS": told})
    raw = f"permutation P < 0.05 in {(table['p_exact'] < 0.05).sum()} of 18, adjusted 0"
    assert words.alt.endswith(f"OS, {raw}; PFS, {raw}.")
    assert list(words.data["endpoint"].unique()) == ["OS", "PFS"]
    assert not {"link", "words"} & set(words.data)
    assert bubbles.words({"OS": table.assign(estimate=float("nan"))}) is None
