"""What the name of a cell's class says of each marker."""

import pytest

from analysis.study.cells.classes import parts_of, says

MARKERS = {"CD8": [], "PD-1": ["checkpoint"], "PD-L1": []}


@pytest.mark.parametrize(
    ("text", "cd8", "pd1"),
    [("CD8", True, None), ("CD8: PD-1", True, True), ("CD8: Negative", False, None), ("PD-1: CD8: 3+", True, True),
     ("CD8+PD-1-", True, False), ("CD8-PD-1+", False, True), ("CD8+ PD-L1+", True, None), ("Other", None, None),
     ("CD8: checkpoint: negative", True, False), ("checkpoint", None, True), ("Tumor CD8+", True, None)],
)  # fmt: skip
def test_a_class_says_yes_no_or_nothing_of_a_marker(text, cd8, pd1):
    assert (says(text, "CD8", MARKERS), says(text, "PD-1", MARKERS)) == (cd8, pd1)


def test_an_intensity_alone_is_a_class_of_its_own_only_where_it_is_positive():
    assert parts_of("2+") == {"Positive": True}
    assert parts_of("Negative") == {}
    assert parts_of("Tumor: Negative: CD8") == {"Tumor": False, "CD8": True}
