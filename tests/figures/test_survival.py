"""Kaplan-Meier figures: what is drawn is what the tables say, aligned, and nothing stands upon anything."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex

from analysis import figures
from analysis.estimates import survival
from analysis.figures import theme
from analysis.figures.free_text import CurveLabel, FreeText, hidden, line_points
from tests.figure_checks import clean, drawn_for, overlaps, svg, texts

NAMES = {2: ["decreased", "increased"], 3: ["CR/PR", "SD", "PD"], 5: [f"Arm {letter}" for letter in "ABCDE"]}
TEST = "decreased v increased: HR 0.31 (0.10–0.92), Cox\nLog-rank P = 0.024\nExact permutation P = 0.031"


def patients(n, seed=1):
    draw = np.random.default_rng(seed)
    time, censoring = draw.exponential(25, n), draw.uniform(5, 50, n)
    return pd.DataFrame({"time": np.minimum(time, censoring).round(1) + 0.1, "event": time <= censoring})


def drawn(tte, names=None, *, unit="months", **words):
    group = pd.Series(np.resize(names, len(tte)), index=tte.index) if names else None
    curves = survival.kaplan_meier(tte, group)
    at_risk = survival.number_at_risk(tte, figures.ticks(tte["time"].max(), unit), group)
    words = {"label": "Overall survival (%)"} | words
    return figures.survival(curves, at_risk, unit=unit, **words), curves, at_risk


@cache
def drawn_once(n, names):
    return drawn(patients(n), names and list(names), annotation=TEST, title="By group")


def looked_at(n, names=None):
    """A figure that tests only look at, drawn once for all of them; names: a tuple."""
    found = drawn_once(n, names)
    FigureCanvasAgg(found[0])  # a figure that was closed has lost its own
    return found


GROUPS = [None, *map(tuple, NAMES.values())]


def test_limits_of_groups_are_shown_with_their_sign():
    fig, *_ = drawn(patients(40), ["<65", ">=65"], annotation=">=65 v <65: HR 1.67")
    words = [text for text, _ in texts(fig)]
    assert {"≥65", "≥65 (n = 20)", "≥65 v <65: HR 1.67"} <= set(words)
    assert not any(">=" in text for text in words)


@pytest.mark.parametrize(("look", "width"), [(theme.Look(), 90), (theme.Look(columns_mm=(85, 180)), 85)])
def test_curves_take_one_column_of_a_page_of_columns(look, width):
    with drawn_for(look):
        fig, *_ = drawn(patients(10))
    assert fig.get_figwidth() / theme.MM == pytest.approx(width)


def middle(text):
    box = text.get_window_extent()
    return (box.x0 + box.x1) / 2


def lines(ax, label):
    return [line for line in ax.lines if line.get_label() == label]


@pytest.mark.parametrize(
    ("last", "unit", "expected"),
    [
        (53.8, "months", range(0, 55, 6)),
        (20, "months", range(0, 22, 3)),
        (100, "months", range(0, 101, 12)),
        (880, "days", range(0, 901, 100)),
        (1022, "days", range(0, 1001, 200)),
        (4.9, "years", np.arange(0, 5.1, 1)),
        (0.02, "months", np.arange(0, 0.021, 0.005)),
    ],
)
def test_ticks_are_round_times_in_the_unit(last, unit, expected):
    assert figures.ticks(last, unit) == pytest.approx(list(expected))


@pytest.mark.parametrize("unit", ["days", "weeks", "months", "years", "cycles"])
@pytest.mark.parametrize("last", [0.003, 0.5, 1, 7, 29.6, 53.8, 118, 1022, 40000])
def test_ticks_are_at_most_ten_and_reach_near_the_last_time(last, unit):
    times = figures.ticks(last, unit)
    step = times[1]
    assert 2 <= len(times) <= 10
    assert abs(times[-1] - last) <= step / 2 + 1e-9 or len(times) == 2


def test_a_curve_is_drawn_as_steps_at_the_tables_estimates():
    fig, curves, _ = looked_at(20)
    (line,) = lines(fig.axes[0], "_estimate")
    assert line.get_drawstyle() == "steps-post"
    assert line.get_xdata() == pytest.approx(curves["time"])
    assert line.get_ydata() == pytest.approx(100 * curves["estimate"])


def test_one_population_is_a_solid_blue_curve_with_dashed_purple_limits():
    fig, curves, _ = looked_at(20)
    (line,), limits = lines(fig.axes[0], "_estimate"), lines(fig.axes[0], "_limits")
    assert (to_hex(line.get_color()).upper(), line.get_linestyle()) == (theme.ESTIMATE, "-")
    assert [limit.get_color() for limit in limits] == [theme.LIMITS] * 2
    assert [limit.get_linestyle() for limit in limits] == ["--"] * 2
    assert limits[0].get_ydata() == pytest.approx(100 * curves["conf_low"], nan_ok=True)


def test_there_is_a_tick_on_the_curve_at_each_time_of_censoring():
    tte = pd.DataFrame({"time": [2.0, 3, 3, 5, 8, 9], "event": [True, False, True, False, False, True]})
    fig, *_ = drawn(tte)
    (marks,) = lines(fig.axes[0], "_censored")
    assert list(marks.get_xdata()) == [3, 5, 8]
    assert marks.get_ydata() == pytest.approx([100 * 5 / 6 * 4 / 5, 200 / 3, 200 / 3])


def test_without_censoring_there_are_no_ticks_and_the_curve_reaches_zero():
    tte = pd.DataFrame({"time": [1.0, 2, 3], "event": True})
    fig, *_ = drawn(tte)
    assert not lines(fig.axes[0], "_censored")
    assert lines(fig.axes[0], "_estimate")[0].get_ydata()[-1] == 0
    assert fig.axes[1].get_position().height * fig.get_figheight() * 25.4 > 9  # three rows of text have their room


@pytest.mark.parametrize("names", GROUPS)
def test_the_table_stands_under_the_ticks_of_the_curves(names):
    fig, _, at_risk = looked_at(300, names)
    fig.canvas.draw()
    ax, below = fig.axes
    assert ax.get_position().x0 == pytest.approx(below.get_position().x0)
    assert ax.get_position().x1 == pytest.approx(below.get_position().x1)
    assert ax.get_xlim() == below.get_xlim()
    assert list(ax.get_xticks()) == list(at_risk["at"].unique())
    numbers = [text for text in below.texts if text.get_text().isdigit()]
    centres = {round(text.get_window_extent().x0 + text.get_window_extent().width / 2) for text in numbers}
    ticks = {
        round(label.get_window_extent().x0 + label.get_window_extent().width / 2) for label in ax.get_xticklabels()
    }
    assert all(min(abs(centre - tick) for tick in ticks) <= 2 for centre in centres)


def test_the_table_prints_the_counts_row_by_row():
    tte = pd.DataFrame({"time": [1.0, 2, 3, 4, 5, 6], "event": [True, True, False, True, False, True]})
    at_risk = survival.number_at_risk(tte, [0, 2, 4, 6])
    fig = figures.survival(survival.kaplan_meier(tte), at_risk, unit="months")
    rows = {}
    for text in fig.axes[1].texts:
        rows.setdefault(text.get_position()[1], []).append(text.get_text())
    assert list(rows.values()) == [
        ["At risk", "6", "5", "3", "1"],
        ["Censored", "0", "0", "1", "2"],
        ["Events", "0", "1", "2", "3"],
    ]


def test_headings_of_groups_carry_size_colour_and_line_style_of_the_curve():
    fig, *_ = looked_at(20, GROUPS[1])
    ax, below = fig.axes
    keys = lines(below, "_key")
    curves = [line for name in NAMES[2] for line in lines(ax, name)]
    assert [key.get_color() for key in keys] == [curve.get_color() for curve in curves]
    assert [key.get_linestyle() for key in keys] == [curve.get_linestyle() for curve in curves]
    assert {"decreased (n = 10)", "increased (n = 10)"} <= {text.get_text() for text in below.texts}


def test_colours_of_groups_can_be_chosen():
    fig, *_ = drawn(patients(20), NAMES[2], colors={"increased": "#111111", "decreased": "#222222"})
    assert lines(fig.axes[0], "increased")[0].get_color() == "#111111"


def test_the_median_is_dropped_from_half_to_the_axis():
    fig, *_ = drawn(patients(20), median=17.5)
    (median,) = lines(fig.axes[0], "_median")
    assert list(median.get_xdata()) == [0, 17.5, 17.5]
    assert list(median.get_ydata()) == [50, 50, 0]


@pytest.mark.parametrize("median", [np.nan, {"decreased": np.nan}])
def test_a_median_not_reached_is_not_drawn(median):
    for fig, *_ in (drawn(patients(20), NAMES[2], median=median), looked_at(20, GROUPS[1])):
        assert not lines(fig.axes[0], "_median")


@pytest.mark.parametrize("names", GROUPS, ids=["one", "two", "three", "five"])
@pytest.mark.parametrize("n", [3, 20, 300])
def test_no_text_overlaps_another_is_cut_off_or_tiny_or_hides_a_curve(n, names):
    if names and n < len(names):
        pytest.skip("fewer subjects than groups")
    fig, *_ = looked_at(n, names)
    clean(fig)
    ax = fig.axes[0]
    points = np.vstack([line_points(line) for line in ax.lines])
    shown = [text for text in ax.texts if isinstance(text, FreeText) and text.get_visible()]
    assert [text.get_text() for text in shown if hidden([text.get_window_extent().extents], points, [])] == []


def test_a_note_without_free_place_goes_above_the_curves():
    tte = patients(300)
    fig, *_ = drawn(
        tte, NAMES[5], annotation="\n".join(["A line of words that is as long as the axes are wide, or so."] * 14)
    )
    fig.canvas.draw()
    (note,) = [text for text in fig.axes[0].texts if text.get_text().startswith("A line") and text.get_visible()]
    assert note.get_window_extent().y0 > fig.axes[0].bbox.y1
    clean(fig)


def test_names_too_long_for_the_plot_stand_in_the_table_only():
    names = ["PD-L1 on circulating NK cells increased a lot", "PD-L1 on circulating NK cells decreased"]
    fig, *_ = drawn(patients(60), names, annotation=TEST)
    assert not [text for text in fig.axes[0].texts if isinstance(text, CurveLabel)]
    assert f"{names[0]} (n = 30)" in {text.get_text() for text in fig.axes[1].texts}
    clean(fig)


@pytest.mark.parametrize("width_mm", [85, 120, 180])
def test_headings_longer_than_the_figure_are_wrapped(width_mm):
    names = [f"{word} " + "share of PD-L1 positive natural killer cells after the second cycle " * 2 for word in "AB"]
    fig, *_ = drawn(patients(60), names, width_mm=width_mm)
    clean(fig)
    assert fig.axes[0].get_position().width > 0.6


@pytest.mark.parametrize("names", [None, NAMES[2]])
def test_everyone_censored_is_a_flat_curve(names):
    tte = patients(20).assign(event=False)
    fig, *_ = drawn(tte, names, annotation="Median not reached")
    assert set(fig.axes[0].lines[-1 if names else 2].get_ydata()) == {100}
    assert overlaps(fig) == []


def test_the_same_figure_has_the_same_bytes():
    assert svg(drawn(patients(40), NAMES[3], annotation=TEST)[0]) == svg(
        drawn(patients(40), NAMES[3], annotation=TEST)[0]
    )


def test_every_format_shows_the_note_at_the_same_place():
    fig, *_ = drawn(patients(40), NAMES[2], annotation=TEST)
    fig.canvas.draw()
    (note,) = [text for text in fig.axes[0].texts if text.get_text() == TEST]
    before = note.get_position()
    svg(fig)
    assert note.get_position() == before


def test_curves_can_be_drawn_into_axes_of_a_larger_figure():
    tte = patients(20)
    fig, axes = figures.canvas(180, 60, ncols=2)
    figures.kaplan_meier(survival.kaplan_meier(tte), ax=axes[1], annotation="Median", median=12.0)
    assert figures.kaplan_meier(survival.kaplan_meier(tte), ax=axes[0]) is axes[0]
    assert overlaps(fig) == []


def test_who_is_still_to_enter_has_a_row_of_its_own_where_any_subject_is_late():
    late = patients(12).assign(entry=[0.0, 0.05] * 6)
    fig, *_, at_risk = drawn(late, ["a", "b"])
    words = [text for text, _ in texts(fig)]
    assert words.count("To enter") == 2
    assert "a (n = 6)" in words
    assert "b (n = 6)" in words
    assert (at_risk[at_risk["at"] == 0][["n_risk", "n_entry"]].to_numpy() == [[6, 0], [0, 6]]).all()
    assert "To enter" not in [text for text, _ in texts(looked_at(12, ("a", "b"))[0])]
