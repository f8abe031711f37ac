"""One population as result rows."""

import pandas as pd
import pytest

from analysis import vocabulary
from analysis.estimates.efficacy import one_population
from tests.estimates.survival.samples import SEPARATED


def test_overall_gives_median_rates_event_free_share_and_counts():
    rows = one_population.overall(SEPARATED, endpoint="OS", landmarks=[12, 24], unit="months")
    assert rows["estimand"].tolist() == ["median", "rate", "rate", "event_free", "count", "count"]
    assert rows["estimate"].tolist() == pytest.approx([20, 0.8, 0.4, 0.2, 1, 4])
    assert rows["group"].tolist()[-2:] == ["alive", "dead"]
    assert rows["unit"].tolist()[:2] == ["months", "proportion"]
    assert set(rows.columns) <= set(vocabulary.RESULT_COLUMNS)


def test_the_published_median_convention_stands_beside_when_asked_for():
    rows = one_population.overall(SEPARATED, endpoint="OS", reproduction=[vocabulary.KM_SPSS])
    medians = rows[rows["estimand"] == "median"]
    assert medians["method"].tolist() == [vocabulary.KM_LOG_LOG, vocabulary.KM_SPSS]


def test_progression_free_survival_counts_the_progressed():
    rows = one_population.overall(SEPARATED, endpoint="PFS")
    assert rows["group"].tolist()[-2:] == ["progression-free", "progressed"]


def test_follow_up_is_given_by_both_definitions_with_its_minimum():
    cutoff = pd.Series({"n1": 40.0, "n2": 44, "n3": 50, "c1": 51, "c2": 50, "other": 1})
    rows = one_population.follow_up(SEPARATED, endpoint="OS", time_to_cutoff=cutoff, unit="months")
    found = [(row["estimand"], row["estimate"], row["method"]) for row in rows.to_dict("records")]
    assert found == [
        ("follow_up", 50.0, vocabulary.REVERSE_KM),
        ("follow_up", 50.0, vocabulary.TIME_TO_CUTOFF),
        ("follow_up_minimum", 40.0, vocabulary.TIME_TO_CUTOFF),
    ]


def test_observed_times_are_the_shortest_and_the_longest():
    rows = one_population.observed_times(SEPARATED, endpoint="PFS", population="alive_progressed", unit="months")
    assert dict(zip(rows["estimand"], rows["estimate"], strict=True)) == {"minimum": 10, "maximum": 50}


@pytest.mark.parametrize("function", [one_population.overall, one_population.follow_up])
def test_a_population_without_subjects_has_one_row_that_says_so(function):
    rows = function(SEPARATED.iloc[:0], endpoint="OS", population="nobody")
    assert rows["note"].tolist() == ["not estimable: no subjects"]
    assert rows["n"].tolist() == [0]
