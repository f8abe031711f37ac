"""Estimates of several runs side by side."""

import pandas as pd
import pytest

from analysis.figures.changed_estimates import changed_estimates

ROWS = pd.DataFrame({"row": [0, 0, 1, 1], "label": ["HR", "HR", "Median", "Median"],
                     "unit": ["", "", "months", "months"], "run": ["a", "b"] * 2,
                     "estimate": [0.5, 0.7, 10, 12], "conf_low": [0.2, 0.3, 5, 6],
                     "conf_high": [0.9, 1.4, 20, 21]})  # fmt: skip


@pytest.fixture
def fig():
    return changed_estimates(ROWS, runs=["a", "b"])


def test_a_panel_each_unit_with_ratios_on_a_log_axis(fig):
    ratio, months = fig.axes
    assert (ratio.get_xscale(), months.get_xscale()) == ("log", "linear")
    assert (ratio.get_xlabel(), months.get_xlabel()) == ("Hazard ratio", "months")
    assert [tick.get_text() for tick in months.get_yticklabels()] == ["Median"]


def test_each_run_has_its_mark_at_its_estimate_below_the_run_before(fig):
    marks = [line for line in fig.axes[1].lines if line.get_marker() != "None"]
    assert [line.get_xdata().tolist() for line in marks] == [[10], [12]]
    assert marks[0].get_ydata()[0] < marks[1].get_ydata()[0]
    assert [text.get_text() for text in fig.legends[0].get_texts()] == ["a", "b"]


def test_its_words_count_rows_and_nothing_is_drawn_of_none():
    words = changed_estimates.words(ROWS, runs=["a", "b"], n_changed=3, n_rows=9)
    assert words.caption.startswith("Estimates with their intervals in 2 runs: 2 of the 3 result rows, of 9,")
    assert changed_estimates.words(ROWS[:0], runs=["a", "b"], n_changed=0, n_rows=9) is None


def test_two_rows_of_one_name_have_a_place_each():
    ax = changed_estimates(ROWS.assign(label="OS", unit=""), runs=["a", "b"]).axes[0]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["OS", "OS"]
    first = next(line for line in ax.lines if line.get_marker() == "o")
    assert len(set(first.get_ydata())) == 2
