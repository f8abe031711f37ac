"""Colours as they look on white."""

import matplotlib.pyplot as plt

from analysis.report.journals.without_transparency import on_white, opaque
from tests.report.journals.drawn import figure


def test_transparent_colours_become_what_they_look_like_on_white():
    mixed = on_white([[0, 0, 1, 0.25], [1, 0, 0, 1], [0, 0, 0, 0]])
    assert mixed.tolist() == [[0.75, 0.75, 1, 1], [1, 0, 0, 1], [0, 0, 0, 0]]


def test_a_figure_without_transparency_has_its_bands_below_its_lines():
    fig = opaque(figure())
    band = fig.axes[0].collections[0]
    assert band.get_alpha() is None
    assert band.get_facecolor()[0, 3] == 1
    assert band.get_zorder() < fig.axes[0].lines[0].get_zorder()
    plt.close(fig)
