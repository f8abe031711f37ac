"""Forest plots: marks and intervals stand at their numbers, texts in columns, nothing on top of anything."""

import numpy as np
import pandas as pd
import pytest

from analysis import figures
from tests.figure_checks import clean, overlaps, svg

COLUMNS = {
    "left": {"n": "Events/n", "median": "Median (95% CI),\nmonths"},
    "right": {"ratio": "HR (95% CI)", "p": "P"},
}
REASON = "no events in group TMB-high, so the likelihood has no maximum"
LEVELS = {
    "Age": ["<65", ">=65"], "Sex": ["Female", "Male"], "Smoking": ["Never", "Current or former"],
    "Histology": ["LUAD", "LUSC"], "PD-L1 tumour proportion score": ["<1%", "1–49%", "≥50%"],
    "TMB": ["TMB-low", "TMB-high"], "ctDNA after cycle 2, relative to baseline as measured": ["decreased", "increased"],
}  # fmt: skip


def row(heading, label, ratio=None, *, n_event=6, is_reference=False, reason=""):
    low, estimate, high = ratio or (np.nan,) * 3
    words = f"{estimate:.2f} ({low:.2f}–{high:.2f})" if ratio else ""
    return {
        "heading": heading, "label": label, "estimate": estimate, "conf_low": low, "conf_high": high,
        "n_event": n_event, "is_reference": is_reference, "reason": reason,
        "n": f"{n_event}/12", "median": "27.3 (13.6–NR)", "ratio": words,
        "p": "0.024" if ratio else "",
    }  # fmt: skip


def subgroups(count):
    draw, rows = np.random.default_rng(1), []
    for turn in range(3):
        for heading, levels in LEVELS.items():
            name = heading + " again" * turn
            rows.append(row(name, levels[0], is_reference=True))
            middle = np.exp(draw.normal(0, 1, 3))
            rows += [row(name, level, (m / 4, m, m * 9)) for level, m in zip(levels[1:], middle, strict=False)]
            if heading == "TMB":
                rows[-1] = row(name, levels[1], reason=REASON)
    return pd.DataFrame(rows).head(count)


def plot_of(fig):
    return fig.axes[0].child_axes[0]


def lines(ax, label):
    return [line for line in ax.lines if line.get_label() == label]


def squares(plot):
    return [(mark.get_offsets()[0], mark.get_sizes()[0]) for mark in plot.collections]


def test_marks_and_intervals_stand_at_their_numbers_with_area_by_events():
    table = pd.DataFrame([row("Sex", "F", (0.2, 0.5, 1.25), n_event=20), row("Sex", "M", (0.9, 1.5, 2.5), n_event=5)])
    plot = plot_of(figures.forest(table, **COLUMNS))
    (one, large), (other, small) = squares(plot)
    assert [one[0], other[0]] == [0.5, 1.5]
    assert [list(line.get_xdata()) for line in lines(plot, "_interval")] == [[0.2, 1.25], [0.9, 2.5]]
    assert (large - 8) / (small - 8) == pytest.approx(4)
    assert plot.get_xscale() == "log"
    assert not lines(plot, "_arrow")


def test_rows_of_text_are_level_with_their_marks():
    fig = figures.forest(subgroups(9), **COLUMNS)
    heights = {text.get_text(): text.get_position()[1] for text in fig.axes[0].texts}
    marks = [y for (_, y), _ in squares(plot_of(fig))]
    assert [heights[name] for name in ("<65", "≥65", "Female", "Male")] == marks[:4]
    assert fig.axes[0].get_ylim() == plot_of(fig).get_ylim()


def test_an_interval_beyond_the_axis_or_without_an_end_has_an_arrow():
    rows = [row("", "wide", (0.001, 0.5, 900.0)), row("", "open", (0.3, 2.0, np.nan)), row("", "inside", (0.5, 1, 2))]
    plot = plot_of(figures.forest(pd.DataFrame(rows), **COLUMNS, limits=(0.1, 10)))
    arrows = [(line.get_xdata()[0], line.get_marker()) for line in lines(plot, "_arrow")]
    assert arrows == [(0.1, "<"), (10, ">"), (10, ">")]
    assert list(lines(plot, "_interval")[1].get_xdata()) == [0.3, 10]


def test_an_estimate_beyond_the_axis_is_an_open_mark_at_its_edge():
    plot = plot_of(figures.forest(pd.DataFrame([row("", "far", (20, 40, 80))]), **COLUMNS, limits=(0.1, 10)))
    (mark,) = plot.collections
    assert mark.get_offsets()[0][0] == 10
    assert mark.get_facecolor()[0] == pytest.approx([1, 1, 1, 1])


def test_without_limits_the_axis_holds_every_estimate_and_one():
    plot = plot_of(figures.forest(pd.DataFrame([row("", "a", (1e-6, 30, 1e9)), row("", "b", (2, 3, 4))]), **COLUMNS))
    low, high = plot.get_xlim()
    assert low < 1
    assert 30 < high < 1000


def test_what_is_not_estimable_says_so_and_why_in_the_width_of_the_plot():
    fig = figures.forest(subgroups(14), **COLUMNS)
    plot = plot_of(fig)
    (reason,) = [text for text in plot.texts if text.get_text().startswith("not estimable: no events")]
    assert reason.get_text().endswith("…")
    assert reason.get_window_extent().x0 >= plot.bbox.x0
    assert reason.get_window_extent().x1 <= plot.bbox.x1
    middle = reason.get_position()[1]
    spans = [line.get_ydata() for line in lines(plot, "_reference")]
    assert not [span for span in spans if span[0] < middle < span[1]]


def test_a_reference_level_is_an_open_mark_at_one_without_interval():
    plot = plot_of(
        figures.forest(pd.DataFrame([row("Sex", "F", is_reference=True), row("Sex", "M", (1, 2, 4))]), **COLUMNS)
    )
    assert plot.collections[0].get_offsets()[0][0] == 1
    assert len(lines(plot, "_interval")) == 1


def test_numbers_are_aligned_on_their_decimal_point():
    table = pd.DataFrame([row("", "a", (0.2, 0.5, 1.2)), row("", "b", (9, 12.34, 20))])
    fig = figures.forest(table, **COLUMNS)
    fig.canvas.draw()
    one, other = [text for text in fig.axes[0].texts if text.get_text().startswith(("0.50", "12.34"))]
    digit = other.get_window_extent().x0 - one.get_window_extent().x0
    assert digit == pytest.approx(-6.8 * 0.556 * fig.dpi / 72, abs=1)  # one digit is 0.556 em wide


@pytest.mark.parametrize("count", [3, 9, 20, 30])
def test_no_text_overlaps_another_or_is_cut_off_or_tiny(count):
    fig = figures.forest(subgroups(count), **COLUMNS, favours=("longer survival", "shorter survival"))
    clean(fig)
    assert fig.get_figwidth() * 25.4 == pytest.approx(180)


def test_the_figure_grows_with_its_rows():
    heights = [figures.forest(subgroups(count), **COLUMNS).get_figheight() for count in (3, 10, 30)]
    assert heights == sorted(heights)
    assert heights[2] > 3 * heights[0]


def test_text_columns_that_leave_no_room_for_the_plot_are_refused():
    table = subgroups(3).assign(ratio="0.50 (0.20–1.20) by a very long word indeed, and by another one after it")
    with pytest.raises(ValueError, match="leave .* points for the plot"):
        figures.forest(table, **COLUMNS, width_mm=120)


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match=r"no column \['n_event', 'ratio'\]"):
        figures.forest(subgroups(3).drop(columns=["n_event", "ratio"]), **COLUMNS)


def test_nothing_estimable_still_gives_a_figure():
    fig = figures.forest(pd.DataFrame([row("Sex", "F", reason=REASON, n_event=0)]), **COLUMNS)
    assert overlaps(fig) == []
    assert len(plot_of(fig).collections) == 0


def test_the_same_figure_has_the_same_bytes():
    assert svg(figures.forest(subgroups(9), **COLUMNS)) == svg(figures.forest(subgroups(9), **COLUMNS))
