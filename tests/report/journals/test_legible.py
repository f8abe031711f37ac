"""What a reader would stumble over in a figure as drawn."""

import matplotlib.pyplot as plt

from analysis.report.journals import legible
from tests.report.journals.drawn import figure


def test_words_that_overlap_or_are_cut_off_are_told():
    fig = figure()
    assert legible.problems(fig) == []
    fig.text(0.5, 0.5, "one word")
    fig.text(0.5, 0.5, "another")
    fig.text(0.99, 0.9, "beyond the edge")
    told = legible.problems(fig)
    assert any("“one word” overlaps “another”" in line for line in told)
    assert any("“beyond the edge” is cut off" in line for line in told)
    plt.close(fig)
