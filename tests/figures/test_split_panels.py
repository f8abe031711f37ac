"""The words of the panels of high against low groups, and the table of their steps."""

import pandas as pd

from analysis import figures
from analysis.estimates.cutoff.splits import group_curves

TTE = pd.DataFrame({"time": [1.0, 2, 3, 4], "event": [True, True, False, True]})


def panel(title):
    groups = group_curves(TTE, pd.Series([True, False, True, False]), [0.0])
    return title, "HR 0.05†; n 2, 2\nP = 0.007", groups


def test_the_words_tell_every_panel_and_the_data_every_step():
    words = figures.split_panels.words([panel("A at 10%"), panel("B at 20%")], unit="months", label="Overall survival")
    assert words.caption.startswith("Overall survival of subjects above (high) and not above (low) each cut-off.")
    assert words.alt == (
        "Overall survival, high and low. A at 10%: HR 0.05†; n 2, 2, P = 0.007. B at 20%: HR 0.05†; n 2, 2, P = 0.007"
    )
    assert list(words.data) == ["panel", "group", "n", "time", "estimate"]
    assert set(words.data["panel"]) == {"A at 10%", "B at 20%"}
    assert set(words.data["n"]) == {2}


def test_no_panel_is_nothing_to_draw():
    assert figures.split_panels.words([], label="Overall survival") is None
