"""The swimmer plot shows what its table says of each subject, at the place where the reader looks for it."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis.figures import theme
from analysis.figures.swimmer import CTDNA_COLORS, OUTCOME_COLORS, TILE, swimmer, tones
from tests.figure_checks import color_at


@pytest.fixture
def fig():
    made = plt.figure(figsize=(7, 4))
    yield made
    plt.close(made)


def swim(ax):
    subjects = pd.DataFrame({
        "USUBJID": ["s1", "s2", "s3", "s4"], "best_response": ["PD", "PR", "PR", "NE"], "os": [5.0, 10, 30, 2],
        "pfs": [2.0, 10, 12, 1], "outcome": ["dead", "alive, progression-free", "alive after progression", "dead"],
        "baseline": ["detected", None, "detected", None],
    })  # fmt: skip
    assessments = pd.DataFrame({"USUBJID": ["s1", "s2", "x9"], "time": [2.0, 1.5, 3], "response": ["PD", "PR", "SD"]})
    return swimmer(subjects, assessments, ax=ax, columns={"baseline": "Baseline"})


def test_swimmer_groups_by_response_and_orders_by_survival(fig):
    ax = swim(fig.add_subplot())
    assert [label.get_text() for label in ax.get_yticklabels()] == ["s3", "s2", "s1", "s4"]
    heights = list(ax.get_yticks())
    assert heights == pytest.approx([0, 1, 2.7, 4.4])


def test_swimmer_bars_are_dark_until_progression_and_light_after_it(fig):
    ax = swim(fig.add_subplot())
    dark, light = tones("PR")
    assert color_at(ax, 11.9, 0) == dark.upper()
    assert color_at(ax, 12.1, 0) == light.upper()
    assert color_at(ax, 9.9, 1) == dark.upper()


def test_swimmer_has_an_arrow_for_each_subject_alive_and_a_mark_for_each_assessment_of_theirs(fig):
    ax = swim(fig.add_subplot())
    arrows = [text for text in ax.texts if getattr(text, "arrow_patch", None)]
    assert sorted(arrow.xyann[1] for arrow in arrows) == [0, 1]
    marks = [tuple(point) for found in ax.collections for point in found.get_offsets().tolist()]
    assert sorted(marks) == [(1.5, 1.0), (2.0, 2.7)]


def test_swimmer_annotates_ctdna_and_outcome_and_greys_missing_samples(fig):
    ax = swim(fig.add_subplot())
    width = TILE * 30
    left = -2.6 * width
    assert color_at(ax, left + width / 2, 0) == CTDNA_COLORS["detected"]
    assert color_at(ax, left + width / 2, 1) == theme.MISSING
    assert color_at(ax, left + 1.8 * width, 0) == OUTCOME_COLORS["alive after progression"]


def test_swimmer_shows_words_of_recist_beyond_the_five(fig):
    subjects = pd.DataFrame({"USUBJID": ["a", "b"], "best_response": ["NON-CR/NON-PD", "SD"], "os": [5.0, 9]})
    subjects = subjects.assign(pfs=1.0, outcome="dead")
    seen = pd.DataFrame({"USUBJID": ["a"], "time": [1.0], "response": ["NON-CR/NON-PD"]})
    ax = swimmer(subjects, seen, ax=fig.add_subplot(), columns={})
    assert [label.get_text() for label in ax.get_yticklabels()] == ["b", "a"]
    assert color_at(ax, 0.5, 1) == tones("SD")[0].upper()


def test_the_words_of_a_swimmer_plot_count_the_living_and_the_clear_and_name_the_visit():
    subjects = pd.DataFrame(
        {"outcome": ["dead", "alive, progression-free", "dead"], "last_cleared": [True, False, None]}
    )
    words = swimmer.words(subjects, "seen", visit="After cycle 2", unit="months")
    assert "n = 3:" in words.caption
    assert "ctDNA at baseline, after cycle 2, at the latest later draw" in words.caption
    assert words.alt == (
        "Swimmer plot of 3 subjects grouped by best response: 1 alive, 1 of 2 clear of ctDNA at the last draw."
    )
    assert words.data["assessments"] == "seen"
    assert swimmer.words(pd.DataFrame(), "seen") is None
