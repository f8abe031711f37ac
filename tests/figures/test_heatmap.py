"""The heat map: percents, clusters, colours explained, missing values."""

import numpy as np
import pandas as pd
import pytest

from analysis.figures import heatmap, heatmap_colors, theme
from tests import figure_checks
from tests.swept import swept


@pytest.fixture(scope="module")
def data():
    return swept()


def test_the_heat_map_shows_percents_clusters_alike_markers_and_explains_its_colours(data):
    markers, _, _ = data
    values = markers.assign(twin=markers["CD8+"] * 2)
    notes = pd.DataFrame(
        {"Histology": list("AABBABAB"), "Best response": ["CR", "PR", *["SD"] * 5, None]}, values.index
    )
    colors = heatmap_colors(notes)
    assert colors["Best response"] == {name: theme.RESPONSE[name] for name in ("CR", "PR", "SD")}
    fig = heatmap(values, notes, colors=colors)
    names = [tick.get_text() for tick in fig.axes[0].get_yticklabels()]
    assert set(names) == {"CD8+", "twin", "PD-1+"}  # the marker with one value for everyone is left out
    assert abs(names.index("CD8+") - names.index("twin")) == 1
    words = [text for text, _ in figure_checks.texts(fig)]
    assert {"41.0", "82.0", "not known", "CR"} <= set(words)
    assert not figure_checks.overlaps(fig)
    assert not figure_checks.cut_off(fig)
    theme.plt.close(fig)


def test_a_heat_map_of_many_subjects_has_no_numbers_and_missing_values_are_grey():
    rng = np.random.default_rng(1)
    values = pd.DataFrame(rng.random((40, 6)), columns=list("abcdef"))
    values.iloc[3, 2] = np.nan
    fig = heatmap(values, pd.DataFrame({"Arm": ["x"] * 40}), colors={"Arm": {"x": "#000000"}})
    assert not fig.axes[0].texts
    assert np.ma.is_masked(fig.axes[0].collections[0].get_array())
    theme.plt.close(fig)
