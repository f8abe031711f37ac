"""The curve of a trial with what others printed at its place."""

import numpy as np
import pandas as pd
import pytest

from analysis import figures
from analysis.estimates import survival
from analysis.figures.other_trials import shown

TTE = pd.DataFrame({"time": [1.0, 3, 5, 8, 13, 20], "event": [True, True, False, True, False, True]})
ARM = {"comparator": "T", "arm": "a", "endpoint": "OS", "estimand": "median", "at": "", "estimate": 7.0,
       "conf_low": np.nan, "conf_high": np.nan, "unit": "months", "reference": "a (T)"}  # fmt: skip
RATE = ARM | {"arm": "b", "estimand": "rate", "at": 12.0, "estimate": 0.4, "conf_low": 0.3, "conf_high": 0.5,
              "reference": "b (T)"}  # fmt: skip
CURVE = ARM | {"arm": "c", "estimand": "curve", "estimate": np.nan, "comparator": "V", "reference": "c (V)"}
POINTS = {"c (V)": pd.DataFrame({"time": [0.0, 10, 40], "survival": [1, 0.7, 0.2]})}


def drawn(*rows):
    figure = figures.other_trials(survival.kaplan_meier(TTE), pd.DataFrame(rows), POINTS, unit="months")
    return figure.axes[0], [text.get_text() for text in figure.axes[1].get_legend().get_texts()]


def points(ax, marker):
    return [tuple(float(xy[0]) for xy in line.get_data()) for line in ax.lines
            if line.get_marker() == marker and len(line.get_xdata()) == 1]  # fmt: skip


def test_a_median_stands_at_half_and_a_rate_at_its_time_with_its_limits():
    ax, key = drawn(ARM, RATE)
    assert points(ax, "o") == [(7, 50), (12, 40)]
    limits = [line.get_ydata().tolist() for line in ax.lines if line.get_label() == "_limits"]
    assert limits[-1] == pytest.approx([30, 50])
    assert key == ["This trial, with 95% limits", "T", "a: median 7.0 months", "b: 40.0% (30.0–50.0) at 12 months"]


def test_the_first_arm_of_a_trial_is_filled_and_a_curve_runs_within_the_axes():
    ax, key = drawn(ARM, RATE, CURVE)
    first, second = (line for line in ax.lines if line.get_marker() == "o" and len(line.get_xdata()) == 1)
    assert first.get_markerfacecolor() != "none" == second.get_markerfacecolor()
    assert ax.get_xlim()[1] >= 40
    assert key[-2:] == ["V", "c: curve"]


def test_its_words_tell_the_numbers_and_the_caveats():
    tables = survival.kaplan_meier(TTE), pd.DataFrame([ARM, CURVE]), POINTS
    words = figures.other_trials.words(*tables, endpoint="OS", n=6, caveats="Nothing follows.")
    assert words.caption.endswith("Nothing follows.")
    assert "a (T) median 7.0 months; c (V) curve" in words.alt
    assert set(words.data) == {"this_trial", "others", "c (V)"}
    assert shown(RATE, "weeks") == "40.0% (30.0–50.0) at 12 weeks"
