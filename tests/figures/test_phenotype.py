"""Dots of the NK section: what is drawn is what the table says."""

import matplotlib.colors as colors
import numpy as np
import pandas as pd
import pytest

from analysis.figures import hazard_curve, paired_dots, theme


@pytest.fixture
def ax():
    fig, ax = theme.canvas(85, 60)
    yield ax
    theme.plt.close(fig)


def test_every_subject_is_a_dot_at_its_value_and_the_ticks_count_them(ax):
    values = pd.DataFrame({"group": ["short"] * 3 + ["long"] * 2, "value": [5.0, 5.0, 9.0, 3.0, 7.0]})
    paired_dots.grouped_dots(values, ax=ax, order=["short", "long"], annotation="P = 0.4")
    drawn = [dots.get_offsets() for dots in ax.collections]
    assert [sorted(offsets[:, 1]) for offsets in drawn] == [[5, 5, 9], [3, 7]]
    assert len({tuple(spot) for offsets in drawn for spot in offsets}) == 5  # equal values stand side by side
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["short\nn = 3", "long\nn = 2"]
    assert ax.get_title() == "P = 0.4"


def test_a_group_without_subjects_keeps_its_place(ax):
    paired_dots.grouped_dots(pd.DataFrame({"group": ["long"], "value": [3.0]}), ax=ax, order=["short", "long"])
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["short\nn = 0", "long\nn = 1"]
    assert ax.collections[0].get_offsets()[0, 0] == 1


def test_pairs_are_joined_in_the_colour_of_their_change(ax):
    changes = pd.DataFrame(
        {"BASE": [5.0, 9.0, 4.0], "AVAL": [8.0, 2.0, 4.0], "group": ["increased", "decreased", np.nan]}
    )
    paired_dots.paired_dots(changes, ax=ax, names=["Baseline", "After cycle 2"])
    lines = {
        tuple(line.get_ydata()): colors.to_hex(line.get_color())
        for line in ax.lines
        if tuple(line.get_xdata()) == (0, 1)
    }
    assert lines == {
        (5, 8): theme.CHANGE["increased"].lower(),
        (9, 2): theme.CHANGE["decreased"].lower(),
        (4, 4): theme.MISSING.lower(),
    }
    assert {text.get_text() for text in ax.get_legend().get_texts()} == {
        "increased, n = 1", "decreased, n = 1", "not classified, n = 1",
    }  # fmt: skip


def test_courses_follow_each_subject_in_time_order(ax):
    rows = [("1", 3.0, 9.0, "increased"), ("1", 0.0, 5.0, "increased"), ("2", 0.0, 7.0, np.nan)]
    values = pd.DataFrame(rows, columns=["USUBJID", "time", "value", "group"])
    paired_dots.value_lines(values, ax=ax, at=(1.4, "After cycle 2"))
    assert [(line.get_xdata().tolist(), line.get_ydata().tolist()) for line in ax.lines[:2]] == [
        ([0], [7]), ([0, 3], [5, 9]),
    ]  # fmt: skip
    assert ax.lines[2].get_xdata()[0] == 1.4


def test_equal_values_never_share_a_place_until_nine():
    assert len(set(paired_dots.beside(np.full(9, 5.0)))) == 9
    assert paired_dots.beside(np.array([1.0, 50, 100])).tolist() == [0, 0, 0]


def test_the_hazard_curve_passes_through_its_table_with_a_tick_per_subject(ax):
    curve = pd.DataFrame({"value": [1.0, 2], "estimate": [0.5, 1], "conf_low": [0.2, 1], "conf_high": [0.9, 1]})
    hazard_curve.hazard_curve(curve, [1.2, 1.3, 1.9], ax=ax)
    assert ax.lines[0].get_ydata().tolist() == [0.5, 1]
    assert list(ax.lines[2].get_xdata()) == [1.2, 1.3, 1.9]
    assert ax.get_yscale() == "log"
