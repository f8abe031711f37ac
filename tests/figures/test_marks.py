"""Markers and dashes by level, as seaborn takes them, and swarms that stay where they were put."""

import pandas as pd
import seaborn as sns

from analysis.figures import marks, theme


def test_each_level_has_a_marker_and_dashes_of_the_theme_in_its_order():
    found = marks.by_level(list("abcdef"))
    assert list(found["markers"].values()) == [*theme.MARKERS, theme.MARKERS[0]]
    assert found["dashes"]["a"] == ()  # whole
    assert found["dashes"]["b"] == theme.LINESTYLES[1][1]
    assert found["dashes"]["f"] == found["dashes"]["a"]


def test_a_swarm_stays_where_it_was_put_when_the_axes_change():
    _, ax = theme.canvas(80, 60)
    sns.swarmplot(pd.DataFrame({"x": "a", "y": [1.0, 1.0, 1.0]}), x="x", y="y", ax=ax)
    before = ax.collections[0].get_offsets().copy()
    marks.settled(ax).set_xlim(-20, 20)
    ax.figure.canvas.draw()
    assert (ax.collections[0].get_offsets() == before).all()
    theme.plt.close(ax.figure)
