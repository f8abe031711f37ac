"""The heat map of fractions: numbers, clusters, rows of annotation and their key, and its words."""

import matplotlib.colors as colors
import numpy as np
import pandas as pd
import pytest

from analysis.figures import heatmap, theme
from analysis.figures.heatmap import heatmap_colors
from tests import figure_checks

SUBJECTS = pd.Index([f"S{n}" for n in range(8)], name="USUBJID")
FRACTIONS = pd.DataFrame({
    "CD8+": [0.03, 0.05, 0.08, 0.11, 0.16, 0.2, 0.3, 0.41], "PD-1+": [0.5, 0.1, 0.4, 0.2, 0.3, 0.25, 0.15, 0.35],
    "none+": 0.0,
}, SUBJECTS)  # fmt: skip
NOTES = pd.DataFrame({"Histology": list("AABBABAB"), "Best response": ["CR", "PR", *["SD"] * 5, None]}, SUBJECTS)


def test_it_shows_percents_clusters_alike_markers_and_explains_its_colours():
    values = FRACTIONS.assign(twin=FRACTIONS["CD8+"] * 2)
    fig = heatmap(values, NOTES)
    names = [tick.get_text() for tick in fig.axes[0].get_yticklabels()]
    assert set(names) == {"CD8+", "twin", "PD-1+"}  # the marker with one value for everyone is left out
    assert abs(names.index("CD8+") - names.index("twin")) == 1
    words = [text for text, _ in figure_checks.texts(fig)]
    assert {"41.0", "82.0", "not known", "CR"} <= set(words)
    figure_checks.clean(fig)


def test_each_number_stands_in_the_cell_of_its_subject_and_marker_and_reads_on_its_shade():
    fig = heatmap(FRACTIONS, NOTES)
    ax = fig.axes[0]
    markers = [tick.get_text() for tick in ax.get_yticklabels()]
    subjects = [tick.get_text() for tick in ax.get_xticklabels()]
    for text in ax.texts:
        column, row = (int(place) for place in text.get_position())
        value = 100 * FRACTIONS.loc[subjects[column], markers[row]]
        assert float(text.get_text()) == pytest.approx(value, abs=0.051)
    scores = (FRACTIONS["CD8+"] - FRACTIONS["CD8+"].mean()) / FRACTIONS["CD8+"].std()
    shown = {text.get_text(): text.get_color() for text in ax.texts}
    assert scores["S7"] > 1.2
    assert shown["41.0"] == "white"
    assert shown["16.0"] == theme.INK


def test_rows_of_annotation_have_the_colour_of_their_label_and_grey_where_it_is_not_known():
    fig = heatmap(FRACTIONS, NOTES)
    subjects = [tick.get_text() for tick in fig.axes[0].get_xticklabels()]
    bands = fig.axes[1]
    fig.canvas.draw()
    drawn = [colors.to_hex(color) for color in bands.collections[0].get_facecolors()]
    known = heatmap_colors(NOTES)
    expected = [known[name].get(NOTES.loc[subject, name], theme.MISSING) for name in NOTES for subject in subjects]
    assert drawn == [color.lower() for color in expected]
    assert [tick.get_text() for tick in bands.get_yticklabels()] == ["Histology", "Best response"]
    assert known["Best response"] == {name: theme.RESPONSE[name] for name in ("CR", "PR", "SD")}


def test_many_subjects_have_no_numbers_and_missing_values_are_grey():
    rng = np.random.default_rng(1)
    values = pd.DataFrame(rng.random((40, 6)), columns=list("abcdef"))
    values.iloc[3, 2] = np.nan
    fig = heatmap(values, pd.DataFrame({"Arm": ["x"] * 40}))
    assert not fig.axes[0].texts
    assert np.ma.is_masked(fig.axes[0].collections[0].get_array())
    assert colors.to_hex(fig.axes[0].get_facecolor()) == theme.MISSING.lower()
    assert heatmap.words(values, pd.DataFrame(index=values.index)).caption.endswith("Grey: without a value.")


def test_without_annotations_the_map_stands_alone():
    fig = heatmap(FRACTIONS, pd.DataFrame(index=SUBJECTS))
    assert not fig.axes[1].collections
    assert not figure_checks.overlaps(fig)


def test_its_words_tell_ranges_in_percent_and_what_the_groups_by_outcome_are():
    words = heatmap.words(FRACTIONS, NOTES, named=["PD-1+"], alive_beyond="24 months")
    assert words.alt == (
        "Heat map of cell fractions of 8 subjects. In percent of cells: PD-1+ 10.00 to 50.00; CD8+ 3.00 to 41.00; "
        "none+ 0.00 to 0.00."
    )
    assert "OS group: long, alive beyond 24 months" in words.caption
    assert "OS group" not in heatmap.words(FRACTIONS, NOTES).caption
    assert list(words.data)[:2] == ["USUBJID", "CD8+"]
    assert heatmap.words(FRACTIONS * 0, NOTES) is None


def test_declared_levels_and_known_words_have_their_colour_of_all_figures():
    notes = pd.DataFrame({"OS group": ["short", "long"], "Sex": pd.Categorical(["F", "F"], ["M", "F"])})
    known = heatmap_colors(notes)
    assert known["OS group"] == {name: theme.LEVELS[name] for name in ("long", "short")}
    assert known["Sex"] == {"F": theme.group_colors(["M", "F"])["F"]} == {"F": theme.GROUP[1]}
