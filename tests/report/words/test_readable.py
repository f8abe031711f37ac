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
        ({"estimand": "difference", "estimate": 0.5277, "unit": "proportion"}, "52.8 percentage points"),
        ({"estimand": "difference", "estimate": 0.5277, "unit": "months"}, "0.5"),
        ({"estimand": "median", "estimate": 7.6, "unit": "percent"}, "7.6%"),
        (
            {
                "estimand": "difference",
                "estimate": -0.5,
                "conf_low": -3.7,
                "conf_high": 2.9,
                "unit": "percentage points",
            },
            "−0.5 percentage points (−3.7 to 2.9)",
        ),
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


ROW = {"estimand": "median", "estimate": 12.34, "conf_low": 9.0, "conf_high": np.nan, "unit": "months", "n": 8.0,
       "n_event": 3.0, "population": "all", "grouping": "sex", "group": "F", "reference": "M", "at": 12.0}  # fmt: skip


def shown(*rows, **words):
    return readable.results(pd.DataFrame([ROW | row for row in rows]), **words)


def test_a_result_in_words_shows_what_it_says_and_no_empty_column():
    table = shown({}, unit="months")
    assert table.to_dict("records") == [
        {"Estimate of": "Median", "Group": "F v M", "At": "12", "Estimate (95% CI)": "12.3 (9.0–NR)", "n": "8",
         "Events": "3"}]  # fmt: skip
    assert [table[name][0].value for name in ("At", "n")] == [12, 8]


@pytest.mark.parametrize(
    ("changed", "column", "text"),
    [({"at": "6.0"}, "At", "6"), ({"at": "Baseline"}, "Visit", "Baseline"), ({"at": -1.23456}, "At", "−1.235"),
     ({"reference": None}, "Group", "F"), ({"group": None, "reference": None, "n": 1.0}, "n", "1"),
     ({"grouping": "status", "group": "alive", "reference": ""}, "Group", "alive at last contact"),
     ({"grouping": "sex", "group": "alive", "reference": ""}, "Group", "alive"),
     ({"estimand": "follow_up"}, "Censored", "3"), ({"n_event": np.nan}, "n", "8"),
     ({"estimate": np.nan, "reason": "not reached"}, "Estimate (95% CI)", "NR (9.0–NR)"),
     ({"estimate": np.nan, "reason": "no events", "conf_low": np.nan}, "Estimate (95% CI)", "NE"),
     ({"estimand": "hazard_ratio", "estimate": 0.5, "conf_low": 0.25, "conf_high": 1.0}, "Estimate (95% CI)",
      "0.50 (0.25–1.00)")],
)  # fmt: skip
def test_a_cell_of_a_result(changed, column, text):
    assert shown(changed)[column].tolist() == [text]


def test_populations_and_groupings_are_named_where_there_are_several():
    table = shown({}, {"population": "some", "grouping": "age_group"}, labels={"some": "Some", "sex": "SEX"})
    assert table["Population"].tolist() == ["all subjects", "Some"]
    assert table["Grouping"].tolist() == ["SEX", "age group"]
    assert "Population" not in shown({}, {})
    assert "Grouping" not in shown({}, {"grouping": ""})


@pytest.mark.parametrize(
    ("values", "texts"),
    [([1.0, 1000.0, np.nan], ["1", "1,000", "–"]),
     ([0.12345, -999.4, 1000.4, np.nan], ["0.123", "−999", "1,000", "–"]),
     ([True, None], ["yes", "–"]), (pd.to_datetime(["2024-01-31", None]), ["2024-01-31", "–"]),
     (["best_response", "Frame_Shift_Del", "OS"], ["best response", "Frame shift del", "OS"])],
)  # fmt: skip
def test_a_column_of_any_table(values, texts):
    assert readable.table(pd.DataFrame({"x": values}))["X"].tolist() == texts


def test_a_p_value_of_any_table_is_printed_as_one_and_results_are_told_from_other_tables():
    assert readable.printed(pd.DataFrame({"p_value": [0.0001]})).to_numpy().tolist() == [["<0.001"]]
    assert "Estimate of" in readable.printed(pd.DataFrame([ROW | {"method": "m"}]))


def test_only_a_time_is_told_in_a_unit_of_time():
    assert "At, days" in shown({"estimand": "rate"}, unit="days")
    assert "At" in shown({"estimand": "count"}, unit="days")  # days after an infusion, in a report in months
    assert "Visit" in shown({"at": "Baseline"}, {"at": 3.0}, unit="days")


def test_fractions_are_percent_in_any_table():
    table = pd.DataFrame({"max_vaf": [0.131, 0.00332, 0.0, np.nan], "other": 0.131})
    assert readable.table(table)["Largest VAF"].tolist() == ["13.1%", "0.332%", "0%", "–"]
    assert readable.table(table)["Other"].tolist() == ["0.131"] * 4


@pytest.mark.parametrize(
    ("code", "words"),
    [("grade_3", "grade 3 or higher"), ("nk_pdl1_points", "change of PD-L1 on NK cells"),
         ("nk_cd16_points", "change of CD16 on NK cells"),
     ("nk_x", "nk x"), ("OS", "OS"), ("sex", "SEX"), (None, None)],
)  # fmt: skip
def test_a_code_in_words(code, words):
    assert readable.named(code, {"sex": "SEX"}) == words


def test_populations_compared_are_called_by_their_labels():
    row = {"grouping": "population", "group": "responders", "reference": "progressive_disease"}
    labels = {"responders": "CR or PR", "progressive_disease": "PD"}
    assert shown(row, labels=labels)["Group"].tolist() == ["CR or PR v PD"]
    assert shown(row | {"grouping": "sex"}, labels=labels)["Group"].tolist() == ["responders v progressive_disease"]
