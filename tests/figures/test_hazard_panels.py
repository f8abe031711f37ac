"""Several Schoenfeld plots as one figure."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from analysis.figures.hazard_panels import hazard_panels
from analysis.report.drawing import drawing


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
    drawing(fig, "png", synthetic=True)
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
