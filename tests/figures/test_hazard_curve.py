"""The curve of a hazard ratio along a biomarker: axes of its own where none are given, and its words."""

import matplotlib.pyplot as plt
import pandas as pd

from analysis.figures.hazard_curve import hazard_curve

CURVE = pd.DataFrame({"value": [1.0, 2], "estimate": [0.5, 2], "conf_low": [0.2, 1], "conf_high": [1.0, 4]})


def test_without_axes_it_makes_a_figure_of_a_column():
    ax = hazard_curve(CURVE, [1.0, 1.5, 2], label="CD8")
    assert ax.get_xlabel() == "CD8"
    assert ax.figure.get_figwidth() * 25.4 == 90
    plt.close(ax.figure)


def test_its_words_tell_the_span_of_the_ratio_and_nothing_without_a_curve():
    words = hazard_curve.words(CURVE, [1.0, 1.5, 2], label="CD8", endpoint="PFS")
    assert words.caption == "Hazard ratio (PFS) along CD8, restricted cubic spline, with 95% limits."
    assert words.alt == "Hazard ratio along CD8 of 3 subjects, 0.50 to 2.00."
    assert hazard_curve.words(CURVE.iloc[:0], []) is None
