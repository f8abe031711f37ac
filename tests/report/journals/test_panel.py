"""A figure saved for a journal's page is the same when read, with its origin; colours as they look on white."""

import matplotlib.pyplot as plt
import pytest

from analysis.report.journals import panel
from analysis.report.journals.panel import on_white, opaque
from tests.report.journals.drawn import figure


def test_a_saved_figure_is_read_with_its_size_origin_and_faults(tmp_path):
    fig = figure()
    fig.text(0.5, 0.5, "one word")
    fig.text(0.5, 0.5, "another")
    panel.save(fig, tmp_path, {"figure": "t"}, dpi=100)
    again = panel.read(tmp_path / "t.json")
    assert again.drawn_mm == pytest.approx([60, 40])
    assert again.made == {"figure": "t"}
    assert any("“one word” overlaps “another”" in line for line in again.problems)
    assert "<svg" in again.svg
    assert "glyphshow" in again.eps
    plt.close(fig)


def test_a_panel_is_printed_as_much_larger_as_its_scale_says():
    fig = figure()
    one = panel.drawn(fig)
    one.scale = 1.5
    assert one.size_mm == pytest.approx((90, 60))
    plt.close(fig)


def test_the_svg_keeps_transparency_and_the_postscript_has_none_to_lose(caplog):
    fig = figure()
    one = panel.drawn(fig)
    assert "opacity: 0.2" in one.svg
    assert "transparen" not in caplog.text
    plt.close(fig)


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
