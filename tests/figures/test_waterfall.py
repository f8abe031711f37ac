"""Waterfall and spider: bars in order of change, lines over time, by best response, readable from 3 to 300."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from analysis import figures
from analysis.figures import theme
from tests.figure_checks import clean, svg


def changes(percents, words=None):
    words = words or ["CR" if p <= -99 else "PR" if p < -30 else "PD" if p > 20 else "SD" for p in percents]
    names = [str(10001 + place) for place in range(len(percents))]
    return pd.DataFrame({"USUBJID": names, "PCHG": percents, "best_response": words})


def many(n):
    return changes(np.clip(np.random.default_rng(0).normal(0, 60, n), -100, None).round(1))


def bars(ax):
    return [(bar.get_height(), to_hex(bar.get_facecolor()).upper()) for box in ax.containers for bar in box]


def test_bars_stand_in_order_of_change_in_the_colour_of_the_response():
    ax = figures.waterfall(changes([-45.0, 35.0, -100.0, 5.0]))
    colors = [theme.RESPONSE[word] for word in ("PD", "SD", "PR", "CR")]
    assert bars(ax) == list(zip([35, 5, -45, -100], colors, strict=True))
    assert [label.get_text() for label in ax.get_xticklabels()] == ["10002", "10004", "10001", "10003"]


def test_lines_stand_at_the_limits_of_response_and_progression():
    ax = figures.waterfall(changes([-5.0, 5.0]))
    assert {20, -30, 0} == {line.get_ydata()[0] for line in ax.lines}
    low, high = ax.get_ylim()
    assert low < -30
    assert high > 20


def test_growth_beyond_the_axis_is_cut_and_carries_its_number():
    ax = figures.waterfall(changes([260.0, 10.0, -20.0]))
    assert bars(ax)[0][0] == 100
    assert "+260" in {text.get_text() for text in ax.texts}


def test_no_change_is_seen_as_a_line():
    ax = figures.waterfall(changes([0.0, -20.0]))
    assert [line for line in ax.lines if line.get_label() == "_unchanged"]


@pytest.mark.parametrize(("word", "seen"), [("NON-CR/NON-PD", "SD"), ("NE", "NE"), (None, "NE")])
def test_every_word_of_recist_has_a_colour(word, seen):
    ax = figures.waterfall(changes([-3.0], [word]))
    assert bars(ax)[0][1] == theme.RESPONSE[seen]


def test_the_legend_counts_each_response_and_those_not_measured():
    legend = figures.waterfall(changes([-45.0, 35.0, -50.0]), unmeasured=2).get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["PR (2)", "PD (1)"]
    assert "not measured after baseline: 2" in legend.get_title().get_text()


@pytest.mark.parametrize("n", [1, 3, 20, 40, 300])
def test_no_text_overlaps_another_or_is_cut_off_or_tiny(n):
    fig = figures.waterfall(many(n), unmeasured=1).figure
    clean(fig)


def test_a_large_trial_says_how_many_bars_are_cut():
    ax = figures.waterfall(changes([150.0] * 7 + [-10.0] * 60))
    assert ax.get_xlabel() == "67 subjects, in order of change; 7 cut at +100%"
    assert not ax.get_xticklabels()


def test_it_draws_into_given_axes_and_the_same_bytes_twice():
    drawings = []
    for _ in range(2):
        fig, ax = figures.canvas(120, 70)
        assert figures.waterfall(many(12), ax=ax) is ax
        drawings.append(svg(fig))
    assert drawings[0] == drawings[1]


@pytest.fixture
def ax():
    fig, ax = theme.canvas(120, 70)
    yield ax
    theme.plt.close(fig)


CHANGES = pd.DataFrame({"USUBJID": ["a", "a", "b", "b", "c", "c"], "ADY": [1, 15, 1, 16, 1, 15],
                        "PCHG": [0, 25.0, 0, 25.5, 0, -12]})  # fmt: skip
BEST = pd.Series({"a": "PD", "b": "PD", "c": "SD"})


def test_the_spider_names_every_subject_at_the_end_of_its_line(ax):
    figures.spider(CHANGES, BEST, ax=ax, unit="weeks")
    assert {text.get_text() for text in ax.texts} == {"a", "b", "c"}
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["SD (1)", "PD (2)"]
    clean(ax.figure)


def test_lines_run_from_the_first_day_in_the_unit(ax):
    figures.spider(CHANGES, BEST, ax=ax, unit="weeks")
    courses = [line.get_xydata().tolist() for line in ax.lines if len(line.get_xdata()) == 2][:3]
    assert courses == [[[0, 0], [2, 25]], [[0, 0], [15 / 7, 25.5]], [[0, 0], [2, -12]]]


def test_its_words_tell_subjects_and_the_range_and_nothing_is_drawn_of_none():
    words = figures.spider.words(CHANGES, BEST, unit="days")
    assert words.alt == "Lines of tumour change of 3 subjects, −12.0 to 25.5% of the baseline sum."
    assert words.data[["time", "best_response"]].values.tolist()[1] == [14, "PD"]
    assert figures.spider.words(CHANGES[:0], BEST) is None
