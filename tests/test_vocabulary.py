"""The words of the house: methods and estimands are their printed names, with what code must know of them."""

import pickle

import pandas as pd
import pytest

from analysis import vocabulary


def test_a_method_is_its_printed_name_and_has_a_role():
    assert vocabulary.cox("breslow", iterations=3) == "Cox; Breslow; Wald; 3 iterations"
    assert vocabulary.cox("efron", "firth", "landmark") == vocabulary.COX_LANDMARK == "Cox; Efron; Firth; landmark"
    assert vocabulary.kaplan_meier("normal", "first time") == "Kaplan-Meier; first time; normal"
    roles = {vocabulary.COX_BRESLOW_WALD: "reproduction", vocabulary.COX_EFRON_WALD: "sensitivity",
             vocabulary.KM_SPSS: "reproduction", vocabulary.KM_LOG_LOG: "descriptive"}  # fmt: skip
    assert {method: method.role for method in roles} == roles


def test_a_method_keeps_its_role_when_it_is_sent_to_another_process():
    assert pickle.loads(pickle.dumps(vocabulary.KM_SPSS)).role == "reproduction"


@pytest.mark.parametrize(
    ("name", "kind", "words", "decimals"),
    [
        ("rate", "share", "Event-free", None),
        ("hazard_ratio", "ratio", "Hazard ratio", 2),
        ("count", "whole", "Count", 0),
        ("median", "time", "Median", None),
        ("never heard of", "number", "Never heard of", None),
    ],
)
def test_an_estimand_knows_its_words_and_how_it_is_printed(name, kind, words, decimals):
    found = vocabulary.estimand(name)
    assert (found, found.kind, found.words, found.decimals) == (name, kind, words, decimals)


def test_the_first_columns_say_of_what_and_every_column_stands_once():
    assert vocabulary.RESULT_COLUMNS[17:] == ["method", "note", "family", "naive", "separated", "reason", "role",
                                               "planned"]  # fmt: skip
    assert sorted(vocabulary.RESULT_COLUMNS) == sorted(vocabulary.KEY_COLUMNS + vocabulary.VALUE_COLUMNS)


def test_signs_are_shown_as_one_character():
    assert vocabulary.signs(">=50%, <=1") == "≥50%, ≤1"


def test_a_study_calls_the_endpoints_that_have_no_words_and_the_next_study_its_own():
    vocabulary.call_endpoints({"OS": "Death", "TTDE": "Time to first dermatologic event"})
    assert vocabulary.ENDPOINTS["OS"] == "Overall survival"
    assert vocabulary.ENDPOINTS["TTDE"] == "Time to first dermatologic event"
    vocabulary.call_endpoints({"TTDE": "Time to distant event"})
    assert vocabulary.ENDPOINTS["TTDE"] == "Time to distant event"
    vocabulary.call_endpoints({})
    assert vocabulary.ENDPOINTS == vocabulary.STANDARD


def test_day_1_is_that_of_first_treatment_and_there_is_no_day_0():
    dates = pd.to_datetime(pd.Series(["2022-01-16", "2022-01-17", "2022-01-18", None]))
    days = vocabulary.study_day(dates, pd.Series(pd.Timestamp("2022-01-17"), dates.index))
    assert days.head(3).tolist() == [-1, 1, 2]
    assert pd.isna(days[3])
