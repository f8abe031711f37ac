"""Panels of splits stand in rows."""

import pytest

from analysis.estimates.cutoff.splits import group_curves
from analysis.figures import split_panels, theme
from tests import figure_checks
from tests.swept import swept


@pytest.fixture(scope="module")
def data():
    return swept()


def test_panels_of_splits_stand_in_rows_without_overlap(data):
    markers, tte, _ = data
    groups = group_curves(tte, markers["CD8+"] > 0.1, [0.0])
    note = "HR 0.05†; n 4, 4\nP = 0.007\nadjusted >0.99"
    panels = [(f"CD56+PD-L1+ at {n}0%", note, groups) for n in range(1, 8)]
    fig = split_panels(panels, unit="months", label="Overall survival (%)")
    assert sum(ax.axison for ax in fig.axes) == 7
    assert fig.axes[0].lines[0].get_ydata().tolist() == pytest.approx([100, 200 / 3, 100 / 3, 0, 0])
    figure_checks.clean(fig)
    theme.plt.close(fig)
