"""Exposure: a lane per subject, a tick per dose, how treatment ended."""

import pandas as pd
import pytest

from analysis import figures
from analysis.figures import theme


@pytest.fixture
def axes():
    fig, axes = theme.canvas(180, 60, ncols=2)
    yield axes
    theme.plt.close(fig)


def test_each_dose_is_a_tick_and_who_goes_on_has_an_arrow(axes):
    doses = pd.DataFrame({"USUBJID": ["1", "1", "1", "2"], "EXTRT": ["A", "A", "B", "A"], "time": [0.0, 3, 0, 0]})
    lanes = pd.DataFrame(
        {"USUBJID": ["1", "2"], "time": [4.0, 1.0], "end": ["ONGOING", "PROGRESSIVE DISEASE"], "A": [2, 1], "B": [1, 0]}
    )
    ax = figures.exposure(doses, lanes, ax=axes[0])
    ticks = [len(lines.get_segments()) for lines in ax.collections if hasattr(lines, "get_segments")]
    assert ticks == [3, 1]
    assert [bar.get_width() for bar in ax.patches] == [4, 1]
    assert len([note for note in ax.texts if getattr(note, "arrow_patch", None)]) == 1
    assert {"2", "1", "0"} <= {text.get_text() for text in ax.texts}
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["A", "B", "Ongoing", "Progressive disease"]


def test_long_names_of_drugs_and_few_subjects_leave_nothing_on_top_of_each_other():
    drugs = ["Cyclophosphamide", "Fludarabine", "sIL15_TRACK NK cells"]
    doses = pd.DataFrame({"USUBJID": ["1"] * 3, "EXTRT": drugs, "time": [0.0, 0, 1]})
    lanes = pd.DataFrame({"USUBJID": ["1", "2"], "time": [4.0, 1.0], "end": "COMPLETED"}).assign(
        **dict.fromkeys(drugs, 1)
    )
    ax = figures.exposure(doses, lanes)
    fig = ax.figure
    fig.canvas.draw()
    legend, label = ax.get_legend().get_window_extent(), ax.xaxis.label.get_window_extent()
    assert legend.y1 <= label.y0 + 2
    names = [text for text in ax.texts if text.get_text() in drugs]
    assert [text.get_rotation() for text in names] == [35] * 3  # side by side at that slant, they cannot touch
    theme.plt.close(fig)


def test_a_reason_without_a_mark_of_its_own_gets_the_common_one(axes):
    doses = pd.DataFrame({"USUBJID": ["1"], "EXTRT": ["A"], "time": [0.0]})
    lanes = pd.DataFrame({"USUBJID": ["1"], "time": [4.0], "end": ["LOST TO FOLLOW-UP"]})
    ax = figures.exposure(doses, lanes, ax=axes[0])
    assert ax.get_legend().get_texts()[-1].get_text() == "Lost to follow-up"


def test_its_words_tell_lanes_and_median_cycles_and_nothing_is_drawn_of_nobody():
    lanes = pd.DataFrame({"USUBJID": ["1", "2"], "time": 4.0, "end": "ONGOING", "A": [2, 5], "B": [1, 0]})
    words = figures.exposure.words(pd.DataFrame(), lanes, unit="weeks")
    assert words.alt == "Doses and time on treatment of 2 subjects. Median cycles: A 3.5; B 0.5."
    assert list(words.data) == ["doses", "lanes"]
    assert figures.exposure.words(pd.DataFrame(), lanes.iloc[:0]) is None
