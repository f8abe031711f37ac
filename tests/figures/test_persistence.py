"""Figures of the persistence section: what is drawn is what the table says, and nothing overlaps or is cut off."""

import matplotlib.colors as colors
import numpy as np
import pandas as pd
import pytest

from analysis.figures import killing, kinetics, spider, theme, timeline
from tests.figure_checks import cut_off, overlaps, smallest_text, svg


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


def clean(fig, *, least=6.0):
    assert overlaps(fig) == []
    assert cut_off(fig) == []
    assert smallest_text(fig) >= least


# -- courses


def test_censored_samples_stand_open_at_their_limit_and_quantified_ones_filled_at_their_value():
    fig = kinetics.infusion_panels(samples(), label="sIL15, copies/µg DNA")
    assert marks(fig.axes[0], filled=True) == [900, 1800, 2700, 3600]
    assert marks(fig.axes[0], filled=False) == [28] * 4 + [30] * 4 + [35] * 4
    assert fig.axes[0].get_yscale() == "log"
    clean(fig)
    theme.plt.close(fig)


def test_lines_to_censored_samples_are_broken_and_between_quantified_ones_whole():
    rows = samples(1, 1).assign(value=[np.nan, 900, 400, np.nan], limit=[30, np.nan, np.nan, 28])
    fig = kinetics.infusion_panels(rows)
    styles = [
        line.get_linestyle()
        for line in fig.axes[0].lines
        if len(line.get_xdata()) == 2 and line.get_linewidth() != theme.LINE
    ]
    assert styles == ["--", "-", "--"]
    theme.plt.close(fig)


def test_six_subjects_with_eight_infusions_fit_on_a_page():
    rows = pd.concat([samples(6, 8), samples(6, 1).assign(HOURS=168.0).iloc[[2]]])
    fig = kinetics.infusion_panels(rows, label="sIL15, copies/µg DNA")
    clean(fig)
    assert len([ax for ax in fig.axes if ax.axison]) == 6
    assert svg(fig).count(b"<svg") == 1
    theme.plt.close(fig)


def test_a_censored_sample_without_a_limit_stands_at_the_foot():
    rows = samples(1, 1).assign(limit=[np.nan, np.nan, 35, 28])
    fig = kinetics.infusion_panels(rows)
    low = fig.axes[0].get_ylim()[0]
    assert min(marks(fig.axes[0], filled=False)) == pytest.approx(1.15 * low)
    theme.plt.close(fig)


def test_courses_of_nothing_but_unknown_limits_can_be_drawn():
    fig = kinetics.infusion_panels(samples(1, 1).assign(value=np.nan, limit=np.nan))
    assert len(marks(fig.axes[0], filled=False)) == 4
    theme.plt.close(fig)


def test_hours_come_back_from_their_places():
    hours = np.array([-168.0, -0.5, 0, 1, 4, 24, 168])
    assert kinetics.unspread(kinetics.spread(hours)) == pytest.approx(hours)


# -- peaks


def test_peaks_are_joined_by_subject_and_open_where_nothing_was_quantified(ax):
    rows = pd.DataFrame({"USUBJID": ["b", "a", "a", "b"], "INFUSION": [1, 2, 1, 2], "cmax": [50.0, 200, 100, np.nan],
                         "cmax_limit": [np.nan] * 3 + [30.0]})  # fmt: skip
    kinetics.peaks(rows, ax=ax, label="Peak")
    drawn = {line.get_label(): line.get_ydata().tolist() for line in ax.lines}
    assert drawn == {"a": [100, 200], "b": [50, 30]}
    assert marks(ax, filled=False) == [30]
    clean(ax.figure)


# -- timeline


def events():
    kinds = [(0, "lymphodepletion", "Flu"), (0.7, "infusion", "1"), (1.7, "infusion", "2"),
             (2.7, "specimen", "detected"), (0, "imaging", "Baseline"), (6, "imaging", "SD"),
             (12, "imaging", "PD")]  # fmt: skip
    return pd.DataFrame([(name, *kind) for name in ("SYN-01", "SYN-02", "SYN-03") for kind in kinds],
                        columns=["USUBJID", "time", "kind", "label"])  # fmt: skip


def test_the_timeline_marks_every_event_in_its_lane_and_cuts_long_follow_up():
    follow_up = pd.DataFrame(
        {"USUBJID": ["SYN-01", "SYN-02", "SYN-03"], "time": [9.0, 80.0, 12.5], "dead": [True, False, False]}
    )
    ax = timeline.timeline(events(), follow_up)
    widths = [bar.get_width() for bar in ax.patches[:3]]
    assert widths == pytest.approx([9, 1.15 * 12, 12.5])
    assert sum(len(dots.get_offsets()) for dots in ax.collections) == len(events()) + 1  # and one cross
    words = {text.get_text() for text in ax.texts}
    assert {"died, 9", "alive, 80", "alive, 12", "//"} <= words
    clean(ax.figure)
    theme.plt.close(ax.figure)


def test_imaging_has_the_colour_of_its_response():
    follow_up = pd.DataFrame({"USUBJID": ["SYN-01"], "time": [20.0], "dead": [True]})
    ax = timeline.timeline(events(), follow_up)
    faces = [colors.to_hex(face) for dots in ax.collections for face in dots.get_facecolors()]
    assert {theme.RESPONSE["SD"].lower(), theme.RESPONSE["PD"].lower()} <= set(faces)
    theme.plt.close(ax.figure)


# -- spider, killing, ligands


def test_the_spider_names_every_subject_at_the_end_of_its_line(ax):
    rows = pd.DataFrame({"USUBJID": ["a", "a", "b", "b", "c", "c"], "time": [0, 2.0, 0, 2.1, 0, 2.0],
                         "PCHG": [0, 25.0, 0, 25.5, 0, -12], "best_response": ["PD"] * 4 + ["SD"] * 2})  # fmt: skip
    spider.spider(rows, ax=ax)
    assert {text.get_text() for text in ax.texts} == {"a", "b", "c"}
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["SD (1)", "PD (2)"]
    clean(ax.figure)


def test_killing_draws_means_intervals_and_replicates(ax):
    lysis = pd.DataFrame({"EFFECTOR": ["x", "x", "y"], "TARGET": "A549", "RATIO": [1.0, 5, 5],
                          "estimate": [10.0, 50, 20], "conf_low": [5.0, 40, np.nan],
                          "conf_high": [15.0, 60, np.nan]})  # fmt: skip
    replicates = lysis.assign(AVAL=lysis["estimate"])
    killing.killing(lysis, replicates, ax=ax)
    means = {line.get_label(): line.get_ydata().tolist() for line in ax.lines if not line.get_label().startswith("_")}
    assert means == {"x": [10, 50], "y": [20]}
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["1:1", "5:1"]
    assert (
        sum(len(dots.get_offsets()) for dots in ax.collections if hasattr(dots, "get_sizes") and len(dots.get_sizes()))
        == 3
    )
    clean(ax.figure)


def test_ligands_show_every_subject_and_the_median(ax):
    rows = pd.DataFrame({"PARAMCD": ["MICA/B"] * 4 + ["B7-H6"], "AVAL": [10.0, 20, 40, 80, 5]})
    killing.ligands(rows, ax=ax)
    bars = [bar.get_segments()[0][0][1] for bar in ax.collections if hasattr(bar, "get_segments")]
    assert bars == [30, 5]
    clean(ax.figure)
