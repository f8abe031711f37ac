"""Oncoprint and landscape show who is mutated where, say how often, and what became of it."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis.figures.oncoprint import CLASS_COLORS, EMPTY, FATE_COLORS, MISSING, OTHER, landscape, oncoprint
from tests.figure_checks import boxes, color_at


@pytest.fixture
def fig():
    made = plt.figure(figsize=(7, 4))
    yield made
    plt.close(made)


def drawn_oncoprint(fig):
    points = pd.DataFrame({"USUBJID": list("AABB"), "point": ["Baseline", "After cycle 2"] * 2,
                           "SAMPLEID": ["a0", "a2", "b0", None]})  # fmt: skip
    tiles = pd.DataFrame({"SAMPLEID": ["a0", "b0"], "gene": ["TP53", "KRAS"],
                          "classification": ["Nonsense_Mutation", "Fusion"], "n": 1})  # fmt: skip
    ranked = pd.DataFrame({"gene": ["TP53", "KRAS"], "n_event": [1, 1], "n": 2, "estimate": 0.5})
    burden = pd.DataFrame({"SAMPLEID": ["a0", "a0", "b0"], "n": [3, 2, 4],
                           "classification": ["Missense_Mutation", "Nonsense_Mutation", "Fusion"]})  # fmt: skip
    oncoprint(points, tiles, ranked, burden, fig=fig)
    return {"bars": fig.axes[0], "tiles": fig.axes[4], "frequency": fig.axes[5]}


def test_oncoprint_colours_class_unknown_class_empty_and_missing_sample(fig):
    tiles = drawn_oncoprint(fig)["tiles"]
    # B stands one gap of 0.6 columns to the right of A: samples at 0, 1, 2.6 and 3.6
    assert color_at(tiles, 0, 0) == CLASS_COLORS["Nonsense_Mutation"]
    assert color_at(tiles, 1, 0) == EMPTY
    assert color_at(tiles, 2.6, 1) == OTHER
    assert [color_at(tiles, 3.6, row) for row in (0, 1)] == [MISSING] * 2


def test_oncoprint_stacks_the_burden_of_each_sample(fig):
    bars = drawn_oncoprint(fig)["bars"]
    tops = {}
    for x0, _, x1, top, _ in boxes(bars):
        place = round((x0 + x1) / 2, 3)
        tops[place] = max(tops.get(place, 0), top)
    assert tops == {0: 5, 1: 0, 2.6: 4}


def test_oncoprint_names_genes_subjects_and_frequencies(fig):
    axes = drawn_oncoprint(fig)
    assert [label.get_text() for label in axes["tiles"].get_yticklabels()] == ["TP53", "KRAS"]
    assert [label.get_text() for label in axes["tiles"].get_xticklabels()] == ["A", "B"]
    assert [text.get_text() for text in axes["frequency"].texts] == ["50%", "50%"]
    legend = [text.get_text() for found in fig.legends for text in found.get_texts()]
    assert {"Missense", "Nonsense", "Other class", "No sample", "Baseline", "After cycle 2"} <= set(legend)


def test_oncoprint_of_one_time_point_has_no_strip_and_no_gaps(fig):
    points = pd.DataFrame({"USUBJID": list("AB"), "point": "Baseline", "SAMPLEID": ["a", "b"]})
    later = pd.DataFrame({"USUBJID": list("AB"), "point": "Latest", "SAMPLEID": None})
    tiles = pd.DataFrame({"SAMPLEID": ["b"], "gene": ["TP53"], "classification": ["Silent"], "n": 1})
    ranked = pd.DataFrame({"gene": ["TP53"], "n_event": [1], "n": 2, "estimate": 0.5})
    oncoprint(pd.concat([points, later]), tiles, ranked, tiles, fig=fig)
    assert color_at(fig.axes[4], 1, 0) == CLASS_COLORS["Silent"].upper()
    assert not boxes(fig.axes[2])
    assert len(fig.legends) == 1


def test_the_words_of_an_oncoprint_count_subjects_and_name_the_genes_most_often_mutated():
    points = pd.DataFrame({"USUBJID": list("AABB"), "point": ["Baseline", "Latest"] * 2, "SAMPLEID": None})
    ranked = pd.DataFrame({"gene": [f"G{at}" for at in range(6)], "n_event": [2.0, 2, 1, 1, 1, 1]})
    words = oncoprint.words(points, "tiles", ranked, "bars", order="by name")
    assert words.caption.startswith("Variants by subject and time point (n = 2): the 6 genes mutated in most subjects.")
    assert "Subjects stand by name." in words.caption
    assert words.alt.endswith("Most often mutated: G0 2, G1 2, G2 1, G3 1, G4 1.")
    assert set(words.data) == {"draws", "tiles", "genes", "bars"}
    assert oncoprint.words(points, "tiles", ranked[:0], "bars") is None


def test_landscape_puts_changing_genes_first_and_splits_a_tile_among_its_fates(fig):
    fates = pd.DataFrame({"USUBJID": ["A", "A", "A", "B", "B"], "gene": ["TP53", "TP53", "KRAS", "KRAS", "JAK1"],
                          "fate": ["kept", "gained", "kept", "lost", "kept"]})  # fmt: skip
    landscape(fates, fig=fig, order=["A", "B"])
    counts, tiles = fig.axes
    assert [label.get_text() for label in tiles.get_yticklabels()] == ["KRAS", "TP53", "JAK1"]
    assert [color_at(tiles, x, 1) for x in (-0.2, 0.2)] == [FATE_COLORS["kept"], FATE_COLORS["gained"]]
    assert color_at(tiles, 1, 0) == FATE_COLORS["lost"]
    assert color_at(tiles, 1, 1) == EMPTY
    assert sum(top - bottom for _, bottom, _, top, _ in boxes(counts)) == len(fates)
    assert [text.get_text() for text in fig.legends[0].get_texts()] == ["kept (n=3)", "gained (n=1)", "lost (n=1)"]


def test_the_words_of_a_landscape_count_subjects_and_what_was_gained_or_lost():
    fates = pd.DataFrame({"USUBJID": list("AAB"), "gene": list("XYZ"), "fate": ["kept", "gained", "lost"]})
    words = landscape.words(fates, window=14)
    assert "(at most 14 days from it), in 2 subjects" in words.caption
    assert words.alt.endswith("in 2 subjects; 2 gained or lost.")
    assert landscape.words(fates[:0]) is None
