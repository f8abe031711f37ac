"""Spider: a line per subject from day 1, its name at the end."""

import pandas as pd
import pytest

from analysis import figures
from analysis.figures import theme
from tests.figure_checks import clean


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
