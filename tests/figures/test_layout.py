"""Figures in millimetres: lanes that fit a page, margins that do not scale; rectangles, markers and swarms."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
import seaborn as sns

from analysis import figures
from analysis.figures import layout, theme
from analysis.report.section import WIDE
from tests.figure_checks import drawn_for


def test_lanes_are_as_wanted_or_thinner_where_the_figure_would_leave_the_page():
    assert layout.lane_mm(10, 4.0, 40) == 4.0
    assert layout.lane_mm(100, 4.0, 40) == 2.0
    assert layout.lane_mm(0, 4.0, 40) == 4.0


def test_places_are_moved_apart_and_keep_their_order():
    assert layout.apart([5, 1, 1, 9], 2).tolist() == [5, 1, 3, 9]
    assert layout.apart([0, 0, 0], 1).tolist() == [0, 1, 2]


def test_margins_are_in_millimetres_whatever_the_size():
    fig = layout.blank(100, 50)
    ax = fig.add_subplot()
    layout.margins(fig, left=10, right=5, top=5, bottom=10)
    assert ax.get_position().bounds == pytest.approx((0.1, 0.2, 0.85, 0.7))
    assert layout.below(fig, 25) == pytest.approx(0.5)
    plt.close(fig)


def test_a_blank_figure_takes_a_column_of_the_look():
    with drawn_for(theme.Look(columns_mm=(85.0,))):
        fig = layout.blank(180, 50)
    assert fig.get_figwidth() / theme.MM == pytest.approx(85)
    plt.close(fig)


def test_rectangles_are_one_collection_with_a_colour_each():
    fig, ax = plt.subplots()
    made = layout.rectangles(ax, [0, 1], 0, 1, [2, 3], ["red", "blue"])
    assert [path.vertices[2].tolist() for path in made.get_paths()] == [[1, 2], [2, 3]]
    assert made.get_facecolor()[1].tolist() == [0, 0, 1, 1]
    plt.close(fig)


def test_each_level_has_a_marker_and_dashes_of_the_theme_in_its_order():
    found = layout.by_level(list("abcdef"))
    assert list(found["markers"].values()) == [*theme.MARKERS, theme.MARKERS[0]]
    assert found["dashes"]["a"] == ()  # whole
    assert found["dashes"]["b"] == theme.LINESTYLES[1][1]
    assert found["dashes"]["f"] == found["dashes"]["a"]


def test_a_swarm_stays_where_it_was_put_when_the_axes_change():
    _, ax = theme.canvas(80, 60)
    sns.swarmplot(pd.DataFrame({"x": "a", "y": [1.0, 1.0, 1.0]}), x="x", y="y", ax=ax)
    before = ax.collections[0].get_offsets().copy()
    layout.settled(ax).set_xlim(-20, 20)
    ax.figure.canvas.draw()
    assert (ax.collections[0].get_offsets() == before).all()
    theme.plt.close(ax.figure)


def test_a_title_stands_above_the_axes_which_keep_their_size():
    fig, ax = plt.subplots(figsize=(4, 3))
    before = ax.get_window_extent().height
    layout.titled(fig, "My trial")
    assert ax.get_window_extent().height == pytest.approx(before)
    assert fig.get_figheight() > 3
    assert not fig._suptitle.get_window_extent().overlaps(ax.get_window_extent())
    plt.close(fig)


@pytest.mark.parametrize("bars", [1, 11, 12, 20, 60])
def test_a_figure_stands_beside_others_or_alone_never_so_wide_that_it_would_be_made_unreadable(bars):
    changes = pd.DataFrame({"USUBJID": map(str, range(bars)), "PCHG": -10.0, "best_response": "SD"})
    width = figures.waterfall(changes).figure.get_figwidth() / theme.MM
    assert width <= theme.NARROW_MM + 0.1 or width >= theme.WIDE_MM - 0.1
    beside, page = 436, 920  # pixels that a drawing has on a page 1280 wide
    assert theme.TINY * beside / (theme.NARROW_MM * theme.MM * 72) >= 10
    assert theme.TINY * page / (theme.DOUBLE_MM * theme.MM * 72) >= 10
    assert WIDE < theme.WIDE_MM * theme.MM
