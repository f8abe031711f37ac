"""Result rows in words: what an estimate is called, and how it is written."""

import numpy as np
import pandas as pd
import pytest

from analysis.report.words import readable


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"estimand": "rate", "endpoint": "PFS"}, "Progression-free"),
        ({"estimand": "rate", "endpoint": "other"}, "Event-free"),
        ({"estimand": "difference", "method": "Kaplan-Meier area; Greenwood; Welch t"}, "Restricted mean, difference"),
        ({"estimand": "difference", "method": "other"}, "Difference"),
        ({"estimand": "log_rank"}, "Log-rank χ²"),
    ],
)
def test_an_estimand_in_words(row, words):
    assert readable.results(pd.DataFrame([row | {"estimate": 1.0}]))["Estimate of"].tolist() == [words]


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"estimand": "event_free", "estimate": 0.55}, "55.0%"),
        ({"estimand": "count", "estimate": 7.0, "unit": "subjects"}, "7"),
        ({"estimand": "median", "estimate": 12.34, "unit": "months"}, "12.3"),
        ({"estimand": "median", "estimate": 12.34, "unit": "days"}, "12"),
        ({"estimand": "hazard_ratio", "estimate": np.nan, "reason": "no events"}, "NE"),
        ({"estimand": "median", "estimate": np.nan, "reason": "not reached"}, "NR"),
    ],
)
def test_an_estimate_is_written_as_its_kind(row, text):
    assert readable.results(pd.DataFrame([row]))["Estimate (95% CI)"].tolist() == [text]


def test_an_adjusted_p_is_shown_where_rows_bring_one():
    rows = pd.DataFrame({"estimand": "log_rank", "estimate": 1.0, "p_value": [0.01, 0.02]})
    assert "Adjusted P" not in readable.results(rows)
    assert readable.results(rows.assign(p_adjusted=[0.02, np.nan]))["Adjusted P"].tolist() == ["0.020", "–"]


@pytest.mark.parametrize(
    ("name", "words"), [("p_adjusted", "Adjusted P"), ("best_response", "Best response"), ("Ki", "Ki")]
)
def test_a_heading(name, words):
    assert readable.heading(name) == words


@pytest.mark.parametrize(
    ("value", "words"), [(True, "yes"), ("STABLE DISEASE", "Stable disease"), ("TP53", "TP53"), (3, 3)]
)
def test_a_value(value, words):
    assert readable.said(value) == words
