"""Adverse events: marks and numbers against their table."""

import numpy as np
import pandas as pd
import pytest

from analysis import figures
from analysis.estimates.safety.events import CATEGORIES
from analysis.figures import theme
from analysis.figures.adverse_events import COLORS, ROW_MM, frequent, height_mm

NAN = np.nan
SHARES = pd.DataFrame(
    [("General", "Fatigue", "any_grade", 0.5, 0.2, 0.8, 2), ("General", "Fatigue", "grade_3", 0.25, 0.1, 0.6, 1),
     ("Blood", "Anemia", "any_grade", 0.25, 0.1, 0.6, 1), ("Blood", "Anemia", "grade_3", 0.0, 0.0, 0.5, 0)],
    columns=["AEBODSYS", "AEDECOD", "category", "estimate", "conf_low", "conf_high", "n_event"],
).assign(n=4)  # fmt: skip
RATES = pd.DataFrame(
    {"AEDECOD": ["Any adverse event", "Fatigue"], "estimate": [9, 4.0], "conf_low": [1, 1.0], "conf_high": [20, 9.0]}
)


@pytest.fixture
def axes():
    fig, axes = theme.canvas(180, 60, ncols=2)
    yield axes
    theme.plt.close(fig)


def drawn(ax):
    """The places of all dots on an axes as (x, y)."""
    spots = [tuple(spot) for dots in ax.collections if hasattr(dots, "get_sizes") for spot in dots.get_offsets()]
    return [(round(float(x), 6), round(float(y), 6)) for x, y in spots if (x, y) != (0, 0)]


def test_terms_stand_under_their_organ_class_with_marks_in_percent(axes):
    left, right = figures.adverse_events(SHARES, RATES).axes
    names = [name.get_text() for name in left.get_yticklabels()]
    assert names == ["General", "Fatigue", "Blood", "Anemia"]
    assert drawn(left) == [(50, -1), (25, -3), (25, -1.26)]  # any grade of both terms, grade 3 of the one that has it
    assert drawn(right) == [(4, -1)]  # the overall rate has no row


def test_numbers_beside_the_marks_are_the_counts(axes):
    left, _ = figures.adverse_events(SHARES, RATES, axes=axes).axes
    numbers = {(round(text.xy[1]), text.get_text()) for text in left.texts}
    assert {(-1, "2"), (-1, "1"), (-3, "1"), (-3, "0")} <= numbers


def test_without_organ_classes_terms_stand_alone_and_the_height_follows(axes):
    plain = SHARES.drop(columns="AEBODSYS")
    left, _ = figures.adverse_events(plain, RATES, axes=axes).axes
    assert [name.get_text() for name in left.get_yticklabels()] == ["Fatigue", "Anemia"]
    assert height_mm(SHARES) - height_mm(plain) == pytest.approx(2 * ROW_MM)


def test_terms_coded_in_capitals_are_written_as_words_and_narrow_rates_have_ticks(axes):
    coded = SHARES.assign(AEDECOD=SHARES["AEDECOD"].str.upper())
    rates = RATES.assign(AEDECOD=RATES["AEDECOD"].str.upper(), conf_low=3.5, conf_high=5.5)
    left, right = figures.adverse_events(coded, rates, axes=axes).axes
    assert [name.get_text() for name in left.get_yticklabels()] == ["General", "Fatigue", "Blood", "Anemia"]
    low, high = right.get_xlim()
    assert [tick for tick in right.get_xticks() if low <= tick <= high]


PERIODS = pd.DataFrame(
    [("0–6 months", 5.0, 2.0, 9.0, 4, 3), ("6–12 months", 0.0, 0.0, 3.0, 2, 0),
     ("after 12 months", NAN, NAN, NAN, 0, 0)],
    columns=["group", "estimate", "conf_low", "conf_high", "n", "n_event"],
)  # fmt: skip


def test_period_rates_show_estimates_limits_exposed_subjects_and_events(axes):
    ax = figures.period_rates(PERIODS, ax=axes[0])
    assert ax.get_xticklabels()[0].get_text() == "0–6 months\nn = 4\n3 events"
    spots = [tuple(spot) for line in ax.lines for spot in zip(*line.get_data(), strict=True)]
    assert {(0, 5), (0, 2), (0, 9), (1, 0), (1, 3)} <= set(spots)
    assert not [y for x, y in spots if x == 2 and np.isfinite(y)]  # nobody was at risk
    assert ax.get_ylim()[0] == 0


def test_words_of_periods_tell_each_rate_and_nothing_is_drawn_of_none():
    assert figures.period_rates.words(PERIODS[:2]).alt == (
        "Adverse events per 100 patient-months: 0–6 months 5.0; 6–12 months 0.0."
    )
    assert figures.period_rates.words(PERIODS[:0]) is None


def test_frequent_terms_keep_rare_ones_that_were_severe():
    shares = pd.DataFrame({"AEDECOD": ["Fatigue"] * 2 + ["Cough"] * 2 + ["Sepsis"] * 2, "n": 4,
                           "category": ["any_grade", "grade_3"] * 3, "estimate": [0.5, 0, 0.25, 0, 0.25, 0.25],
                           "n_event": [2, 0, 1, 0, 1, 1]})  # fmt: skip
    assert frequent(shares, at_least=0.5)["AEDECOD"].unique().tolist() == ["Fatigue", "Sepsis"]
    words = figures.adverse_events.words(shares, RATES, at_least=0.5)
    assert words.caption.startswith("Adverse events that at least 50% of subjects had, or any at grade 3 or higher")
    assert words.alt.endswith("most frequent of 4 subjects: Fatigue 2, Sepsis 1.")
    assert len(words.data["subjects"]) == 4
    assert figures.adverse_events.words(shares[:0], RATES) is None


def test_categories_of_the_figure_are_those_of_the_table():
    assert set(COLORS) <= set(CATEGORIES)
