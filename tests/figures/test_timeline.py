"""Timeline: every event in its lane, long follow-up cut, imaging in the colour of its response."""

import matplotlib.colors as colors
import pandas as pd
import pytest

from analysis import figures
from analysis.figures import theme
from tests.figure_checks import clean


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
    ax = figures.timeline(events(), follow_up)
    widths = [bar.get_width() for bar in ax.patches[:3]]
    assert widths == pytest.approx([9, 1.15 * 12, 12.5])
    assert sum(len(dots.get_offsets()) for dots in ax.collections) == len(events()) + 1  # and one cross
    words = {text.get_text() for text in ax.texts}
    assert {"died, 9", "alive, 80", "alive, 12", "//"} <= words
    clean(ax.figure)
    theme.plt.close(ax.figure)


def test_imaging_has_the_colour_of_its_response():
    follow_up = pd.DataFrame({"USUBJID": ["SYN-01"], "time": [20.0], "dead": [True]})
    ax = figures.timeline(events(), follow_up)
    faces = [colors.to_hex(face) for dots in ax.collections for face in dots.get_facecolors()]
    assert {theme.RESPONSE["SD"].lower(), theme.RESPONSE["PD"].lower()} <= set(faces)
    theme.plt.close(ax.figure)


def test_its_words_tell_subjects_weeks_and_events_and_nothing_is_drawn_of_nobody():
    follow_up = pd.DataFrame({"USUBJID": ["SYN-01", "SYN-02"], "time": [20.0, 7.0], "dead": [True, False]})
    words = figures.timeline.words(events(), follow_up)
    assert words.alt == "Timeline of 2 subjects over 7 to 20 weeks, 21 events."
    assert figures.timeline.words(events(), follow_up[:0]) is None
