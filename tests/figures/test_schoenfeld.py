"""Schoenfeld plot: residuals where they are, a smooth line that is exact on a straight one, a scale of ratios."""

import numpy as np
import pandas as pd
import pytest

from analysis.figures import theme
from analysis.figures.schoenfeld import schoenfeld, smooth
from tests.figure_checks import cut_off, overlaps, smallest_text, svg


def residuals(n, seed=0, scale=1.5):
    draw = np.random.default_rng(seed)
    time = np.sort(draw.exponential(20, n)).round(1)
    return pd.DataFrame({"time": time, "estimate": draw.normal(0, scale, n)})


def drawn(table, **words):
    fig, ax = theme.canvas(100, 65)
    return schoenfeld(table, ax=ax, **words)


def labelled(ax, label):
    return [line for line in ax.lines if line.get_label().startswith(label)]


def test_each_event_is_a_mark_at_its_time_and_log_ratio():
    table = residuals(14)
    (marks,) = labelled(drawn(table), "one event")
    assert list(marks.get_xdata()) == list(table["time"])
    assert list(marks.get_ydata()) == list(table["estimate"])


def test_the_constant_ratio_is_drawn_on_the_logarithmic_scale():
    (line,) = labelled(drawn(residuals(14), estimate=0.5, conf_low=0.25, conf_high=1.0), "constant")
    assert line.get_ydata()[0] == pytest.approx(np.log(0.5))


@pytest.mark.parametrize("ratio", [None, np.nan])
def test_without_an_estimate_there_is_no_constant_ratio(ratio):
    assert not labelled(drawn(residuals(14), estimate=ratio, conf_low=ratio, conf_high=ratio), "constant")


def test_ticks_are_ratios():
    ax = drawn(residuals(30, scale=1.0))
    words = [label.get_text() for label in ax.get_yticklabels()]
    values = [1 / float(word[2:]) if word.startswith("1/") else float(word) for word in words]
    assert np.log(values) == pytest.approx(ax.get_yticks())
    assert 1 in values


def test_ticks_of_an_immense_scale_are_powers_of_ten():
    ax = drawn(residuals(30, scale=40))
    assert "$10^{" in ax.get_yticklabels()[-1].get_text()
    assert 3 <= len(ax.get_yticks()) <= 7


@pytest.mark.parametrize("n", [0, 1, 9])
def test_few_events_get_no_smooth_line(n):
    assert not labelled(drawn(residuals(n)), "smoothed")


def test_a_straight_line_is_its_own_smooth():
    time = np.array([1.0, 2, 2, 3, 5, 8, 9, 12, 13, 20, 21, 30])
    at = np.linspace(1, 30, 7)
    assert smooth(time, 2 - 0.1 * time, at) == pytest.approx(2 - 0.1 * at)


def test_the_smooth_of_one_time_is_its_mean():
    assert smooth(np.full(4, 3.0), np.array([1.0, 2, 3, 4]), np.array([3.0])) == pytest.approx([2.5])


@pytest.mark.parametrize("scale", [0.1, 1.5, 6, 400])
@pytest.mark.parametrize("n", [3, 20, 300])
def test_no_text_overlaps_another_or_is_cut_off_or_tiny(n, scale):
    fig = drawn(residuals(n, scale=scale), estimate=0.7, conf_low=0.3, conf_high=1.5,
                annotation="χ² = 0.52, P = 0.47").figure  # fmt: skip
    assert overlaps(fig) == []
    assert cut_off(fig) == []
    assert smallest_text(fig) >= 6


def test_the_same_figure_has_the_same_bytes():
    assert svg(drawn(residuals(20)).figure) == svg(drawn(residuals(20)).figure)
