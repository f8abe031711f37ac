"""Courses and peaks: what is drawn is what the table says, and nothing overlaps or is cut off."""

import numpy as np
import pandas as pd
import pytest

from analysis import figures
from analysis.figures import kinetics, theme
from analysis.figures.kinetics import spread, unspread
from tests.figure_checks import clean, svg


@pytest.fixture
def ax():
    fig, ax = theme.canvas(120, 70)
    yield ax
    theme.plt.close(fig)


COURSE = ((-0.5, np.nan, 30.0), (1, 900.0, np.nan), (4, np.nan, 35.0), (24, np.nan, 28.0))


def samples(subjects=2, infusions=4):
    rows = [(f"SYN-0{s}", i, hours, value * i, limit) for s in range(1, subjects + 1) for i in range(1, infusions + 1)
            for hours, value, limit in COURSE]  # fmt: skip
    return pd.DataFrame(rows, columns=["USUBJID", "INFUSION", "HOURS", "value", "limit"])


def marks(ax, *, filled):
    """Heights of the filled or open marks of a panel."""
    own = [
        dots for dots in ax.collections if len(dots.get_offsets()) and (dots.get_facecolor()[0, :3] < 1).any() == filled
    ]
    return sorted(float(y) for dots in own for y in dots.get_offsets()[:, 1])


def test_censored_samples_stand_open_at_their_limit_and_quantified_ones_filled_at_their_value():
    fig = figures.infusion_panels(samples(), label="sIL15, copies/µg DNA")
    assert marks(fig.axes[0], filled=True) == [900, 1800, 2700, 3600]
    assert marks(fig.axes[0], filled=False) == [28] * 4 + [30] * 4 + [35] * 4
    assert fig.axes[0].get_yscale() == "log"
    clean(fig)
    theme.plt.close(fig)


def test_lines_to_censored_samples_are_broken_and_between_quantified_ones_whole():
    rows = samples(1, 1).assign(value=[np.nan, 900, 400, np.nan], limit=[30, np.nan, np.nan, 28])
    fig = figures.infusion_panels(rows)
    steps = [line for line in fig.axes[0].lines if len(line.get_xdata()) == 2 and line.get_linewidth() != theme.LINE]
    styles = [line.get_linestyle() for line in sorted(steps, key=lambda line: line.get_xdata()[0])]
    assert styles == ["--", "-", "--"]
    theme.plt.close(fig)


def test_six_subjects_with_eight_infusions_fit_on_a_page():
    rows = pd.concat([samples(6, 8), samples(6, 1).assign(HOURS=168.0).iloc[[2]]])
    fig = figures.infusion_panels(rows, label="sIL15, copies/µg DNA")
    clean(fig)
    assert len([ax for ax in fig.axes if ax.axison]) == 6
    assert svg(fig).count(b"<svg") == 1
    theme.plt.close(fig)


def test_a_censored_sample_without_a_limit_stands_at_the_foot():
    rows = samples(1, 1).assign(limit=[np.nan, np.nan, 35, 28])
    fig = figures.infusion_panels(rows)
    low = fig.axes[0].get_ylim()[0]
    assert min(marks(fig.axes[0], filled=False)) == pytest.approx(1.15 * low)
    theme.plt.close(fig)


def test_courses_of_nothing_but_unknown_limits_can_be_drawn():
    fig = figures.infusion_panels(samples(1, 1).assign(value=np.nan, limit=np.nan))
    assert len(marks(fig.axes[0], filled=False)) == 4
    theme.plt.close(fig)


def test_hours_come_back_from_their_places():
    hours = np.array([-168.0, -0.5, 0, 1, 4, 24, 168])
    assert unspread(spread(hours)) == pytest.approx(hours)


def test_peaks_are_joined_by_subject_and_open_where_nothing_was_quantified(ax):
    rows = pd.DataFrame({"USUBJID": ["b", "a", "a", "b"], "INFUSION": [1, 2, 1, 2], "cmax": [50.0, 200, 100, np.nan],
                         "cmax_limit": [np.nan] * 3 + [30.0]})  # fmt: skip
    figures.peaks(rows, ax=ax, label="Peak")
    assert [line.get_ydata().tolist() for line in ax.lines if len(line.get_ydata())] == [[100, 200], [50, 30]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]
    assert marks(ax, filled=False) == [30]
    clean(ax.figure)


def test_peaks_of_many_subjects_are_lines_alike_and_counted(ax):
    rows = pd.DataFrame({"USUBJID": [f"SYN-{n:02d}" for n in range(11)] * 2, "INFUSION": [1] * 11 + [2] * 11,
                         "cmax": np.arange(22.0) + 1, "cmax_limit": np.nan})  # fmt: skip
    figures.peaks(rows, ax=ax)
    assert sum(len(line.get_ydata()) == 2 for line in ax.lines) == 11
    assert [ax.get_title(loc="left"), ax.get_legend()] == ["11 subjects, a line each", None]


# -- words


def measured(**columns):
    return samples(2, 1).assign(PARAMCD="sIL15", unit="c/µg", status=["not detected", "quantified"] * 4, **columns)


def test_words_of_courses_count_subjects_samples_and_those_without_a_limit():
    words = figures.infusion_panels.words(measured())
    assert words.caption == (
        "sIL15 after each infusion, log axis. Open triangles: below the limit at which they stand."
    )
    assert words.alt == "Courses of sIL15 in 2 subjects, a panel each; 4 of 8 samples below the limit."
    assert "(4 without a stated limit at the foot)." in figures.infusion_panels.words(measured(limit=np.nan)).caption
    assert figures.infusion_panels.words(measured()[:0]) is None


def test_words_of_courses_in_lanes_say_what_white_is():
    rows = pd.concat([measured().assign(USUBJID=f"SYN-{n}") for n in range(kinetics.PANELS + 1)])
    words = figures.infusion_panels.words(rows)
    assert "coloured by the logarithm. White: below the limit." in words.caption
    assert "in 49 subjects, a lane each" in words.alt


def test_axes_are_named_by_what_was_measured_and_its_unit():
    fig = figures.infusion_panels(measured())
    assert "sIL15, c/µg" in {text.get_text() for text in fig.texts} | {fig.get_supylabel()}
    theme.plt.close(fig)


def test_words_of_peaks_tell_their_range():
    rows = pd.DataFrame({"USUBJID": ["a", "b"], "PARAMCD": "sIL15", "unit": "c/µg", "cmax": [50.0, 200.0]})
    assert figures.peaks.words(rows).alt == "Peaks of sIL15 at each infusion in 2 subjects, 50 to 200 c/µg."
    assert figures.peaks.words(rows[:0]) is None
