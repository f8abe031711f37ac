"""How a hazard ratio goes with time and along a biomarker: residuals where they are, panels in order, and words."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from analysis.figures import theme
from analysis.figures.hazards import hazard_curve, hazard_panels, schoenfeld, smooth
from analysis.report.drawing import drawing
from tests.figure_checks import clean, svg

CURVE = pd.DataFrame({"value": [1.0, 2], "estimate": [0.5, 2], "conf_low": [0.2, 1], "conf_high": [1.0, 4]})


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
    clean(fig)


def test_the_same_figure_has_the_same_bytes():
    assert svg(drawn(residuals(20)).figure) == svg(drawn(residuals(20)).figure)


def panels(n):
    residuals = pd.DataFrame({"time": np.arange(1.0, 31), "estimate": np.sin(np.arange(30))})
    return [
        {"residuals": residuals, "title": f"Factor {k}: high v low", "annotation": "P 0.420", "estimate": 1.2,
         "conf_low": 0.5, "conf_high": 3.0}
        for k in range(n)
    ]  # fmt: skip


@pytest.mark.parametrize("n", [1, 2, 4, 8])
def test_every_comparison_has_a_panel_and_the_legend_stands_once(n):
    fig = hazard_panels(panels(n))
    shown = [ax for ax in fig.axes if ax.get_visible()]
    assert len(shown) == n
    assert [ax.get_legend() for ax in shown] == [None] * n
    assert len(fig.legends) == 1
    assert {ax.get_title(loc="left") for ax in shown} == {f"Factor {k}: high v low" for k in range(n)}
    plt.close(fig)


def test_names_of_axes_stand_on_the_outer_panels_only():
    fig = hazard_panels(panels(5))
    assert [bool(ax.get_ylabel()) for ax in fig.axes[:5]] == [True, False, False, True, False]
    assert [bool(ax.get_xlabel()) for ax in fig.axes[:5]] == [False, False, True, True, True]
    plt.close(fig)


@pytest.mark.parametrize("n", [1, 3])
def test_the_legend_keeps_off_the_titles_also_when_the_figure_is_saved(n):
    fig = hazard_panels(panels(n))
    drawing(fig, synthetic=True)
    top = max(ax.title.get_window_extent().y1 for ax in fig.axes)
    top = max([top, *(ax._left_title.get_window_extent().y1 for ax in fig.axes)])
    assert fig.legends[0].get_window_extent().y0 >= top - 2  # the legend's own padding
    plt.close(fig)


def test_its_words_tell_each_panel_and_its_data_name_the_comparison():
    words = hazard_panels.words(panels(2), endpoint="OS", unit="months")
    assert words.caption.startswith("Overall survival: does a hazard ratio change with time? Scaled Schoenfeld")
    assert words.alt == (
        "Schoenfeld residuals of overall survival: Factor 0: high v low, P 0.420; Factor 1: high v low, P 0.420."
    )
    assert words.data["comparison"].value_counts().to_dict() == {"Factor 0: high v low": 30, "Factor 1: high v low": 30}
    assert hazard_panels.words([], endpoint="OS") is None


def test_without_axes_it_makes_a_figure_of_a_column():
    ax = hazard_curve(CURVE, [1.0, 1.5, 2], label="CD8")
    assert ax.get_xlabel() == "CD8"
    assert ax.figure.get_figwidth() * 25.4 == 90
    plt.close(ax.figure)


def test_its_words_tell_the_span_of_the_ratio_and_nothing_without_a_curve():
    words = hazard_curve.words(CURVE, [1.0, 1.5, 2], label="CD8", endpoint="PFS")
    assert words.caption == "Hazard ratio (PFS) along CD8, restricted cubic spline, with 95% limits."
    assert words.alt == "Hazard ratio along CD8 of 3 subjects, 0.50 to 2.00."
    assert hazard_curve.words(CURVE.iloc[:0], []) is None
