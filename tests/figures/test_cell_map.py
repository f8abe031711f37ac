"""Cell maps: cells lie where they are, the bar is true."""

import numpy as np
import pandas as pd

from analysis.figures import cell_maps, theme
from analysis.figures.heatmap import marker, palette
from tests import figure_checks


def test_cells_lie_where_they_are_and_the_bar_is_a_hundred_microns():
    cells = pd.DataFrame({"x": [100.0, 500, 600], "y": [50.0, 350, 200], "phenotype": ["CD8+", None, "CD56+"]})
    fig = cell_maps({"1": cells, "2": cells}, names=["CD56+", "CD8+"])
    ax = fig.axes[0]
    places = {dots.get_label(): dots.get_offsets().tolist() for dots in ax.collections}
    assert places == {"_other": [[400, 300]], "CD56+": [[500, 150]], "CD8+": [[0, 0]]}
    assert np.ptp(fig.axes[1].lines[0].get_xdata()) == 100
    assert not ax.lines  # both fields have the same scale
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # as in the image, y points downwards
    figure_checks.clean(fig)
    theme.plt.close(fig)


def test_phenotypes_keep_colour_and_shape_by_their_place_in_the_legend():
    names = [f"P{n}" for n in range(8)]
    assert [marker(names, name) for name in names] == ["o", "s", "^", "D", "v", "P", "o", "s"]
    assert marker(names, "other") == "o"
    assert palette(names)["P6"] == palette(names)["P0"]


def test_words_name_the_fields_and_count_the_cells_of_the_first_phenotype():
    cells = pd.DataFrame({"x": [0.0, 1, 2], "y": [0.0, 1, 2], "phenotype": ["CD8+", None, "CD56+"]})
    words = cell_maps.words({"1 (best response PR)": cells, "2": cells.iloc[1:]}, names=["CD8+", "CD56+"])
    assert words.caption.startswith("One field of each of 1 (best response PR), 2.")
    assert words.alt.endswith("1 (best response PR): 1 of 3 cells CD8+; 2: 0 of 2 cells CD8+.")
    assert words.data["field"].tolist() == ["1 (best response PR)"] * 3 + ["2"] * 2
    assert cell_maps.words({}, names=[]) is None
