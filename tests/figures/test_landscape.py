"""The landscape at resistance shows the fate of every variant."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis.figures.landscape import EMPTY, FATE_COLORS, landscape
from tests.figure_checks import boxes, color_at


@pytest.fixture
def fig():
    made = plt.figure(figsize=(7, 4))
    yield made
    plt.close(made)


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
