"""Dots, pairs and lines of subjects: what is drawn is what the table says, a panel for each marker."""

import matplotlib.colors as colors
import numpy as np
import pandas as pd
import pytest

from analysis.figures import paired_dots, survivor_dots, theme, value_lines
from analysis.figures.paired_dots import MANY, UNKNOWN, beside
from tests import figure_checks

NAMES = {"PDL1": "PD-L1+ of NK cells (%)"}
GROUPS = pd.CategoricalDtype(["short", "long"], ordered=True)


def values(groups, percents, marker="PDL1"):
    frame = pd.DataFrame({"PARAMCD": marker, "group": groups, "value": percents})
    return frame.assign(USUBJID=[f"S{n}" for n in range(len(frame))], group=frame["group"].astype(GROUPS))


def differences(*markers):
    shift = {"estimand": "difference", "group": "long", "estimate": 1.5, "conf_low": -2.7, "conf_high": 4.5}
    median = {"estimand": "median", "group": "short", "estimate": 5.0, "n": 3}
    rows = [row | {"endpoint": marker} for marker in markers for row in (shift | {"n": 5, "p_value": 0.401}, median)]
    return pd.DataFrame(rows)


def changes(before, after, groups, marker="PDL1"):
    frame = pd.DataFrame({"PARAMCD": marker, "BASE": before, "AVAL": after, "group": groups})
    return frame.assign(USUBJID=[f"S{n}" for n in range(len(frame))])


def drawn_lines(ax):
    """The lines of subjects: places, values and colour; not those of boxes and keys."""
    own = [line for line in ax.lines if line.get_marker() in ("o", "s") and len(line.get_xdata())]
    return [(list(line.get_xdata()), list(line.get_ydata()), colors.to_hex(line.get_color())) for line in own]


def key(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_every_subject_is_a_dot_at_its_value_and_the_ticks_count_them():
    shown = values(["short"] * 3 + ["long"] * 2 + [None], [5.0, 5.0, 9.0, 3.0, 7.0, 8.0])
    (ax,) = survivor_dots(shown, NAMES, differences("PDL1"), limit=24).axes
    (dots,) = ax.collections
    spots = sorted(map(tuple, dots.get_offsets().tolist()))
    assert [round(x) for x, _ in spots] == [0, 0, 0, 1, 1]
    assert sorted(y for _, y in spots) == [3, 5, 5, 7, 9]
    assert len(set(spots)) == 5  # equal values stand side by side
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["short\nn = 3", "long\nn = 2"]
    assert ax.get_title(loc="center") == "Difference 1.5 (−2.7 to 4.5)\nP = 0.401"
    assert ax.get_ylabel() == "PD-L1+ of NK cells (%), baseline"


def test_boxes_end_at_the_extremes_and_their_bar_is_the_median():
    shown = values(["short"] * 5, [1.0, 2.0, 4.0, 6.0, 50.0])
    (ax,) = survivor_dots(shown, NAMES, differences("PDL1"), limit=24).axes
    heights = [tuple(line.get_ydata()) for line in ax.lines]
    assert (4, 4) in heights
    assert {(2, 1), (6, 50)} <= set(heights)  # whiskers, however far


def test_a_group_without_subjects_keeps_its_place():
    (ax,) = survivor_dots(values(["long"], [3.0]), NAMES, differences("PDL1"), limit=24).axes
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["short\nn = 0", "long\nn = 1"]
    assert ax.collections[0].get_offsets()[0].tolist() == [1, 3]


def test_words_of_dots_tell_the_medians_and_the_limit_and_nothing_is_said_of_unclassifiable_subjects():
    words = survivor_dots.words(values(["short"], [5.0]), NAMES, differences("PDL1"), limit=18.0)
    assert "(≤ 18 months)" in words.caption
    assert words.alt == "Dots and boxes of baseline values. Medians: PDL1 in 3 short survivors 5.0%."
    assert survivor_dots.words(values([None], [5.0]), NAMES, differences("PDL1"), limit=18.0) is None


def test_pairs_are_joined_in_the_colour_of_their_change_and_counted():
    rows = changes([5.0, 9.0, 4.0], [8.0, 2.0, 4.0], ["increased", "decreased", np.nan])
    (ax,) = paired_dots(rows, NAMES, visit="C3").axes
    assert drawn_lines(ax) == [
        ([0, 1], [4, 4], theme.MISSING.lower()),
        ([0, 1], [9, 2], theme.CHANGE["decreased"].lower()),
        ([0, 1], [5, 8], theme.CHANGE["increased"].lower()),
    ]
    assert key(ax) == ["not classified, n = 1", "decreased, n = 1", "increased, n = 1"]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["Baseline", "C3"]


def test_boxes_stand_outside_the_pairs():
    (ax,) = paired_dots(changes([5.0, 9.0], [8.0, 2.0], ["increased", "decreased"]), NAMES, visit="C3").axes
    spans = [patch.get_path().get_extents().intervalx for patch in ax.patches]
    assert [span.tolist() for span in spans] == [pytest.approx([-0.32, -0.12]), pytest.approx([1.12, 1.32])]


def test_words_of_pairs_count_directions_by_marker_and_nothing_is_said_without_changes():
    rows = pd.concat([changes([1, 1, 5], [2, 3, 1], ["increased", "increased", "decreased"]),
                      changes([1], [1], [None], "PD1")])  # fmt: skip
    words = paired_dots.words(rows, NAMES | {"PD1": "PD-1"}, visit="C3")
    assert "PDL1 increased in 2 and decreased in 1; PD1 increased in 0 and decreased in 0." in words.alt
    assert "“C3”" in words.caption
    assert paired_dots.words(rows.iloc[:0], NAMES, visit="C3") is None


def test_lines_follow_each_subject_in_time_order_and_the_visit_is_dashed():
    rows = [("1", 3.0, 9.0, "increased", 1.4), ("1", 0.0, 5.0, "increased", 1.4), ("2", 0.0, 7.0, np.nan, np.nan)]
    shown = pd.DataFrame(rows, columns=["USUBJID", "time", "value", "group", "known_at"]).assign(PARAMCD="PDL1")
    (ax,) = value_lines(shown, NAMES, visit="C3", unit="weeks").axes
    assert [line[:2] for line in drawn_lines(ax)] == [([0], [7]), ([0, 3], [5, 9])]
    assert key(ax) == [UNKNOWN, "increased"]
    dashed = [line for line in ax.lines if line.get_marker() == "None" and len(line.get_xdata())]
    assert [list(line.get_xdata()) for line in dashed] == [[1.4, 1.4]]
    assert ax.get_xlabel() == "Time from treatment start, weeks"
    words = value_lines.words(shown, NAMES, visit="C3")
    assert words.alt.endswith("PDL1 increased in 1 and decreased in 0.")  # subjects, not values
    assert value_lines.words(shown.iloc[:0], NAMES, visit="C3") is None


def test_each_marker_has_a_panel_and_two_columns_hold_as_many_as_fit():
    three = {name: name for name in ("A", "B", "C")}
    rows = pd.concat([changes([1.0, 4.0], [2.0, 1.0], ["increased", "decreased"], name) for name in three])
    fig = paired_dots(rows, three, visit="C3")
    assert [ax.get_ylabel() for ax in fig.axes] == ["A", "B", "C"]
    assert (fig.get_size_inches() / theme.MM).tolist() == pytest.approx([180, 150])


def test_three_hundred_subjects_are_thin_and_small_and_nothing_overlaps():
    rng = np.random.default_rng(3)
    before, after = rng.random((2, 300)) * 30
    rows = changes(before, after, np.where(after > before, "increased", "decreased"))
    fig = paired_dots(rows, NAMES, visit="After cycle 2")
    lines = [line for line in fig.axes[0].lines if line.get_marker() in ("o", "s") and len(line.get_xdata())]
    assert (
        max(line.get_linewidth() for line in lines)
        < 0.8
        <= min(line.get_linewidth() for line in fig.axes[0].get_legend().get_lines())
    )
    groups = ["short", "long"] * 150
    dots = survivor_dots(values(groups, before), NAMES, differences("PDL1"), limit=24)
    assert set(dots.axes[0].collections[0].get_sizes()) == {6}
    for drawn in (fig, dots):
        figure_checks.clean(drawn)


def test_the_same_table_gives_the_same_bytes():
    rows = values(["short"] * 9 + ["long"] * 9, [5.0] * 18)
    one, two = (figure_checks.svg(survivor_dots(rows, NAMES, differences("PDL1"), limit=24)) for _ in range(2))
    assert one == two


def test_equal_values_never_share_a_place_until_nine():
    assert len(set(beside(np.full(9, 5.0)))) == 9
    assert beside(np.array([1.0, 50, 100])).tolist() == [0, 0, 0]
    assert len(set(beside(np.full(MANY + 1, 5.0)))) < MANY
