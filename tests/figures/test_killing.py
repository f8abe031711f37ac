"""Killing and ligands: means, intervals, replicates and medians are what the tables say."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection, PathCollection

from analysis import figures
from analysis.figures import theme
from tests.figure_checks import clean, svg


@pytest.fixture
def ax():
    fig, ax = theme.canvas(120, 70)
    yield ax
    theme.plt.close(fig)


LYSIS = pd.DataFrame({"EFFECTOR": ["x", "x", "y"], "TARGET": "A549", "RATIO": [1.0, 5, 5], "estimate": [10.0, 50, 20],
                      "conf_low": [5.0, 40, np.nan], "conf_high": [15.0, 60, np.nan]})  # fmt: skip
REPLICATES = LYSIS.assign(AVAL=LYSIS["estimate"], USUBJID="SYN-01")
LIGANDS = pd.DataFrame({"PARAMCD": ["MICA/B"] * 4 + ["B7-H6"], "AVAL": [10.0, 20, 40, 80, 5]})


def dots(ax):
    """The heights of all dots of an axes."""
    return sorted(
        float(y) for part in ax.collections if isinstance(part, PathCollection) for y in part.get_offsets()[:, 1]
    )


def test_killing_draws_means_intervals_and_replicates(ax):
    figures.killing(LYSIS, REPLICATES, ax=ax)
    means = [
        line.get_ydata().tolist() for line in ax.lines if line.get_marker() in theme.MARKERS and len(line.get_ydata())
    ]
    assert means == [[10, 50], [20]]
    bars = [bar.tolist() for part in ax.collections if isinstance(part, LineCollection) for bar in part.get_segments()]
    assert [[y for _, y in bar] for bar in bars[:2]] == [[5, 15], [40, 60]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["x", "y"]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["1:1", "5:1"]
    assert ax.get_xlabel() == "Effector:target ratio, target A549"
    assert dots(ax) == [10, 20, 50]
    clean(ax.figure)


def test_curves_of_several_targets_are_named_by_both(ax):
    targets = ["A549", "A549", "H460"]
    figures.killing(LYSIS.assign(TARGET=targets), REPLICATES.assign(TARGET=targets), ax=ax)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["x v A549", "y v H460"]
    assert ax.get_xlabel() == "Effector:target ratio"


def test_words_of_killing_tell_the_largest_ratio_and_whose_cells():
    words = figures.killing.words(LYSIS, REPLICATES)
    assert words.alt.endswith("at the largest: x against A549 50%, y against A549 20%.")
    assert "by cells of SYN-01: mean and 95% interval" in words.caption
    assert figures.killing.words(LYSIS[:0], REPLICATES[:0]) is None


def test_ligands_show_every_subject_and_the_median(ax):
    figures.ligands(LIGANDS, ax=ax)
    assert dots(ax) == [5, 10, 20, 40, 80]
    bars = [line.get_ydata()[0] for line in ax.lines if line.get_visible() and len(line.get_ydata())]
    assert bars == [30, 5]
    assert [ax.get_xlabel(), ax.get_ylim()] == ["", (0, 100)]
    clean(ax.figure)


def test_ligands_that_are_alike_stand_side_by_side_and_the_same_each_time():
    drawings = []
    for _ in range(2):
        ax = figures.ligands(pd.DataFrame({"PARAMCD": "MICA", "AVAL": [98.0] * 5}))
        places = [part.get_offsets()[:, 0] for part in ax.collections if isinstance(part, PathCollection)][0]
        assert len(set(np.round(places, 6))) == 5
        drawings.append(svg(ax.figure))
        theme.plt.close(ax.figure)
    assert drawings[0] == drawings[1]


def test_words_of_ligands_tell_the_medians():
    assert figures.ligands.words(LIGANDS).alt == "Dots of ligand expression; medians: MICA/B 30%, B7-H6 5%."
    assert figures.ligands.words(LIGANDS[:0]) is None
