"""Endpoints of a study in its populations: the rows of each, and none for what the study does not have."""

import pandas as pd
import pytest

from analysis import vocabulary
from analysis.estimates import efficacy
from analysis.estimates.efficacy.of_study import extremes, followed, overall
from analysis.study import cohort
from tests import shipped
from tests.estimates.survival.samples import SEPARATED


@pytest.fixture(scope="module")
def study():
    return shipped.study()


@pytest.fixture(scope="module")
def undated(tmp_path_factory):
    """A study with one endpoint, without dates, earlier cutoff or populations."""
    folder = tmp_path_factory.mktemp("undated")
    (folder / "study.yml").write_text("id: u\ntitle: U\nsynthetic: true\ntime_unit: days\nreport_unit: days\n"
                                      "tables: {adsl: adsl.csv, adtte: adtte.csv}\n")  # fmt: skip
    (folder / "adsl.csv").write_text("USUBJID\nSYN-1\nSYN-2\n")
    (folder / "adtte.csv").write_text("USUBJID,PARAMCD,AVAL,CNSR\nSYN-1,OS,5,0\nSYN-2,OS,9,1\n")
    return cohort.read(folder)


def test_each_endpoint_is_estimated_in_each_population(study):
    rows = efficacy.outcomes(study, ["OS", "PFS"], ["all", "responders"], landmarks=[12.0], conf_type="log")
    pairs = list(rows[["population", "endpoint"]].drop_duplicates().itertuples(index=False, name=None))
    assert pairs == [("all", "OS"), ("all", "PFS"), ("responders", "OS"), ("responders", "PFS")]
    medians = rows[rows["estimand"] == "median"]
    assert medians["method"].tolist() == ["Kaplan-Meier; log", vocabulary.KM_SPSS] * 4
    assert set(medians["unit"]) == {"months"}
    assert rows.loc[rows["estimand"] == "rate", "at"].tolist() == [12.0] * 4


def test_no_population_and_no_endpoint_give_no_rows(study):
    assert efficacy.outcomes(study, ["OS"], []).empty
    assert efficacy.outcomes(study, []).empty
    with pytest.raises(KeyError, match="has no XX; known"):
        efficacy.outcomes(study, ["XX"])


def test_the_earlier_cutoff_gives_what_was_known_then_and_names_itself(study):
    rows = efficacy.outcomes(study, ["OS"], earlier=True, landmarks=[6.0])
    assert set(rows["population"]) == {"cutoff 2021-11-04"}
    assert round(rows["estimate"].iloc[0], 1) == 17.7
    followed = efficacy.follow_up(study, ["OS"], earlier=True)
    assert set(followed["population"]) == {"cutoff 2021-11-04"}
    assert (followed["method"] == vocabulary.TIME_TO_CUTOFF).sum() == 2
    now = efficacy.follow_up(study, ["OS"])
    assert now.loc[now["method"] == vocabulary.TIME_TO_CUTOFF, "estimate"].round(1).tolist() == [49.5, 39.9]


def test_a_study_without_dates_has_its_reverse_follow_up_alone_and_nothing_earlier(undated):
    assert efficacy.follow_up(undated, ["OS"])["method"].tolist() == [vocabulary.REVERSE_KM]
    assert efficacy.follow_up(undated, ["OS"], earlier=True).empty
    assert efficacy.outcomes(undated, ["OS"], earlier=True).empty


def test_observed_times_are_those_of_a_population_that_the_study_declares(study, undated):
    rows = efficacy.observed_times(study, ["PFS"], "alive_progressed")
    assert rows["estimate"].tolist() == [25.6, 29.6]
    assert set(rows["population"]) == {"alive_progressed"}
    assert efficacy.observed_times(study, [], "alive_progressed").empty
    assert efficacy.observed_times(undated, ["OS"], "alive_progressed").empty


def test_overall_gives_median_rates_event_free_share_and_counts():
    rows = overall(SEPARATED, endpoint="OS", landmarks=[12, 24], unit="months")
    assert rows["estimand"].tolist() == ["median", "rate", "rate", "event_free", "count", "count"]
    assert rows["estimate"].tolist() == pytest.approx([20, 0.8, 0.4, 0.2, 1, 4])
    assert rows["group"].tolist()[-2:] == ["alive", "dead"]
    assert rows["unit"].tolist()[:2] == ["months", "proportion"]
    assert set(rows.columns) <= set(vocabulary.RESULT_COLUMNS)


def test_the_published_median_convention_stands_beside_when_asked_for():
    rows = overall(SEPARATED, endpoint="OS", reproduction=[vocabulary.KM_SPSS])
    medians = rows[rows["estimand"] == "median"]
    assert medians["method"].tolist() == [vocabulary.KM_LOG_LOG, vocabulary.KM_SPSS]


def test_progression_free_survival_counts_the_progressed():
    rows = overall(SEPARATED, endpoint="PFS")
    assert rows["group"].tolist()[-2:] == ["progression-free", "progressed"]


def test_follow_up_is_given_by_both_definitions_with_its_minimum():
    cutoff = pd.Series({"n1": 40.0, "n2": 44, "n3": 50, "c1": 51, "c2": 50, "other": 1})
    rows = followed(SEPARATED, endpoint="OS", time_to_cutoff=cutoff, unit="months")
    found = [(row["estimand"], row["estimate"], row["method"]) for row in rows.to_dict("records")]
    assert found == [
        ("follow_up", 50.0, vocabulary.REVERSE_KM),
        ("follow_up", 50.0, vocabulary.TIME_TO_CUTOFF),
        ("follow_up_minimum", 40.0, vocabulary.TIME_TO_CUTOFF),
    ]


def test_observed_times_are_the_shortest_and_the_longest():
    rows = extremes(SEPARATED, endpoint="PFS", population="alive_progressed", unit="months")
    assert dict(zip(rows["estimand"], rows["estimate"], strict=True)) == {"minimum": 10, "maximum": 50}


@pytest.mark.parametrize("function", [overall, followed])
def test_a_population_without_subjects_has_one_row_that_says_so(function):
    rows = function(SEPARATED.iloc[:0], endpoint="OS", population="nobody")
    assert rows["note"].tolist() == ["not estimable: no subjects"]
    assert rows["n"].tolist() == [0]
