"""Curves of the cumulative incidence of several causes."""

import pandas as pd
import pytest

from analysis import figures
from analysis.estimates.competing.aalen_johansen import cumulative_incidence

CAUSE = pd.Categorical(["Relapse", "Death", None, "Relapse"], ["Relapse", "Death"], ordered=True)
CURVES = cumulative_incidence(pd.DataFrame({"time": [1.0, 2, 3, 4], "cause": CAUSE}))
AT_RISK = pd.DataFrame({"group": ["Relapse"] * 2 + ["Death"] * 2, "at": [0, 3] * 2, "n_risk": [4, 2] * 2,
                        "n_event": [0, 1] * 2, "n_censor": [0, 0] * 2})  # fmt: skip


def test_each_cause_is_a_rising_step_named_in_the_table():
    figure = figures.cumulative_incidence(CURVES, AT_RISK, endpoint="TTP", n=4)
    ax, below = figure.axes
    lines = {line.get_label(): line for line in ax.lines}
    assert lines["Relapse"].get_ydata() == pytest.approx([0, 25, 25, 25, 75])
    assert lines["Death"].get_ydata() == pytest.approx([0, 0, 25, 25, 25])
    assert ax.get_ylabel() == "Cumulative incidence (%)"
    assert [text.get_text() for text in below.texts if "n = 4" in text.get_text()] == [
        "Relapse (n = 4)",
        "Death (n = 4)",
    ]


def test_its_words_tell_where_the_curves_end():
    words = figures.cumulative_incidence.words(CURVES, AT_RISK, endpoint="TTP", n=4)
    assert "by 4 months: Relapse 75.0% (2 events); Death 25.0% (1 event)" in words.alt
    assert words.data is CURVES
