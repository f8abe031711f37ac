"""A figure saved for a journal's page is the same when read, with its origin and what is not legible in it."""

import matplotlib.pyplot as plt
import pytest

from analysis.report.journals import panel
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
