"""Text that finds its own place: in a free corner, near a wish, never on a curve where there is room."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from analysis.figures import theme
from analysis.figures.free_text import curve_points, free_text, gap, hidden
from tests.figure_checks import drawn_for


@pytest.fixture
def ax():
    fig, ax = theme.canvas(80, 60)
    ax.set(xlim=(0, 10), ylim=(0, 10))
    yield ax
    plt.close(fig)


def box(text):
    text.figure.draw_without_rendering()
    return text.get_window_extent()


def test_words_leave_the_corner_that_a_curve_runs_through(ax):
    ax.plot([0, 10], [9.6, 9.6])
    text = free_text(ax, "words")
    found = box(text)
    assert not text.crowded
    assert hidden([found.extents], curve_points(ax), []) == [0]
    assert found.y1 < ax.transData.transform((0, 9.6))[1]


def test_words_stand_near_what_they_speak_of(ax):
    text = free_text(ax, "words", near=(2, 3))
    assert gap(box(text), ax.transData.transform([(2, 3)])) < 12


def test_no_free_place_is_told(ax):
    ax.plot(*np.meshgrid(np.linspace(0, 10, 40), np.linspace(0, 10, 40)), ".")
    text = free_text(ax, "a line of many words")
    box(text)
    assert text.crowded


def test_words_are_as_large_as_the_look_wants(ax):
    with drawn_for(theme.Look(smallest_pt=7.2)):
        assert free_text(ax, "words").get_fontsize() == 7.2
    assert free_text(ax, "words").get_fontsize() == 6.8


def test_the_gap_to_nothing_is_infinite(ax):
    assert gap(box(free_text(ax, "words")), np.empty((0, 2))) == np.inf
