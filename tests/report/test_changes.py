"""Result rows of several runs: those that differ, joined by what they are of."""

import pandas as pd

from analysis import vocabulary
from analysis.report import changes

ROW = {"section": "1_part", "endpoint": "OS", "estimand": "hazard_ratio", "population": "all", "grouping": "sex",
       "group": "F", "reference": "M", "estimate": "0.5", "conf_low": "0.2", "conf_high": "0.9", "role": "primary",
       "method": "Cox"}  # fmt: skip
MEDIAN = ROW | {"estimand": "median", "estimate": "28", "role": "descriptive", "group": "", "reference": ""}


def rows(*given):
    return pd.DataFrame(given).reindex(columns=vocabulary.RESULT_COLUMNS)


def counted(runs):
    differ, n = changes.changed(runs)
    return n, differ["row"].nunique()


def test_runs_that_are_alike_differ_in_nothing():
    runs = {"a": rows(ROW, MEDIAN), "b": rows(MEDIAN, ROW)}
    assert changes.changed(runs)[0].empty
    assert counted(runs) == (2, 0)


def test_a_value_that_changed_stands_with_every_run_and_primary_rows_come_first():
    runs = {"a": rows(MEDIAN, ROW), "b": rows(MEDIAN | {"conf_low": "1"}, ROW | {"p_value": "0.04"})}
    found = changes.changed(runs)[0]
    assert found[["row", "run", "role"]].to_numpy().tolist() == [
        [0, "a", "primary"], [0, "b", "primary"], [1, "a", "descriptive"], [1, "b", "descriptive"]]  # fmt: skip
    assert found["p_value"].tolist()[:2] == ["", "0.04"]
    assert counted(runs) == (2, 2)


def test_another_method_is_the_same_row_and_a_second_row_of_its_keys_another():
    runs = {"a": rows(ROW, ROW | {"method": "x"}), "b": rows(ROW | {"method": "Cox; Firth"}, ROW | {"method": "x"})}
    assert changes.changed(runs)[0].empty
    runs["b"].loc[1, "estimate"] = "0.7"
    assert changes.changed(runs)[0]["method"].tolist() == ["x", "x"]


def test_a_row_that_a_run_lacks_differs():
    found = changes.changed({"a": rows(ROW, MEDIAN), "b": rows(ROW)})[0]
    assert found["run"].tolist() == ["a"]
    assert found["estimand"].tolist() == ["median"]


def test_a_verdict_that_flips_is_told():
    runs = {"a": rows(ROW | {"p_adjusted": "0.04"}, MEDIAN), "b": rows(ROW | {"p_adjusted": "0.06"}, MEDIAN)}
    assert changes.flipped(changes.changed(runs)[0]) == [0]
    runs["b"]["p_adjusted"] = ["0.01", ""]
    assert changes.flipped(changes.changed(runs)[0]) == []
