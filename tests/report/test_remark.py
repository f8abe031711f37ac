"""The REMARK profile: patients, variables and every analysis, counted from what the run did."""

import pandas as pd

from analysis.report import remark

TTE = pd.DataFrame({"time": [1.0, 2.0, 3.0], "event": [True, False, True]}, index=["1", "2", "3"])


def test_part_a_counts_subjects_events_and_missing_values():
    group = pd.Series(pd.Categorical(["high", None, "low"], ["low", "high"]), index=TTE.index)
    table = remark.patients(
        {"OS": TTE, "PFS": TTE.iloc[:2]}, {"Marker": group}, known_days={"Marker": 43}, data_cutoff="2024-01-31"
    )
    assert list(table["item"]) == ["Patients", "Endpoint", "Endpoint", "Variable"]
    assert list(table["n"]) == [3, 3, 2, 2]
    assert list(table["n_event"].dropna()) == [2, 1]
    assert list(table["n_missing"].dropna()) == [0, 1, 1]
    assert "data cutoff 2024-01-31" in table["detail"].iloc[0]
    assert table["detail"].iloc[3] == "Marker: low 1, high 1 (known from day 43)"


def test_part_b_has_one_row_an_analysis_with_its_tests_counted():
    row = {"section": "1", "endpoint": "OS", "population": "all"}
    results = pd.DataFrame(
        [
            row | {"grouping": None, "n": 20, "n_event": 14, "method": "KM"},
            row | {"grouping": "sex", "n": 20, "n_event": 14, "p_value": 0.2, "method": "Cox"},
            row | {"grouping": "sex", "n": 11, "n_event": 6, "method": "KM"},
            row | {"grouping": "sex", "n": 20, "n_event": 14, "p_value": 0.3, "method": "Cox"},
        ]
    )
    table = remark.analyses(results)
    assert list(table["analysis"]) == ["A1", "A2"]
    assert list(table["estimates"]) == [1, 3]
    assert list(table["tests"]) == [0, 2]
    assert list(table["n"]) == [20, 20]
    assert table["methods"].iloc[1] == "Cox, KM"


def test_part_b_reads_results_as_they_are_saved_as_text():
    results = pd.DataFrame({"section": ["1"], "endpoint": ["OS"], "population": ["all"], "grouping": [""],
                            "n": ["20"], "n_event": [""], "p_value": [""], "method": ["KM"]})  # fmt: skip
    assert remark.analyses(results)["n"].iloc[0] == 20


def test_the_profile_is_printed_in_words():
    row = {"analysis": "A1", "section": "2_ctdna", "endpoint": "AE", "population": "mif", "variable": "sex", "n": 8}
    shown = remark.printed(pd.DataFrame([row, row | {"population": "all"}]), {"mif": "With tissue", "sex": "Sex"})
    assert shown["Section"].tolist() == ["2 ctDNA dynamics"] * 2
    assert shown["Endpoint"].tolist() == ["adverse events"] * 2
    assert shown["Population"].tolist() == ["With tissue", "all subjects"]
    assert shown["Variable"].tolist() == ["Sex"] * 2
