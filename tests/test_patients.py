"""Who was analysed: counts by status and group."""

import pandas as pd
import pytest

from analysis import patients, vocabulary

TTE = pd.DataFrame(
    {"time": [3.0, 5.5, 9.0], "event": [True, True, False]}, index=pd.Index(["1", "2", "3"], name="USUBJID")
)


@pytest.mark.parametrize(
    ("endpoint", "words"), [("OS", ("alive", "dead")), ("PFS", ("progression-free", "progressed")), ("DOR", None)]
)
def test_status_counts_subjects_in_the_words_of_the_endpoint(endpoint, words):
    rows = patients.status(TTE, endpoint=endpoint)
    assert tuple(rows["group"]) == (words or ("no event", "event"))
    assert list(rows["estimate"]) == [1, 2]
    assert set(rows["n"]) == {3}


def test_counts_leave_out_the_unknown_and_say_of_how_many():
    group = pd.Series(["a", "b", None, "b"], index=list("1234"), dtype="category")
    rows = patients.counts(group, grouping="sex")
    assert dict(zip(rows["group"], rows["estimate"], strict=True)) == {"a": 1, "b": 2}
    assert set(rows["n"]) == {3}


def test_extremes_are_the_shortest_and_the_longest_time():
    rows = patients.extremes(TTE, endpoint="PFS", population="all", unit="months").set_index("estimand")
    assert rows.loc["minimum", "estimate"] == 3.0
    assert rows.loc["maximum", "estimate"] == 9.0


def test_characteristics_count_the_missing_as_a_level_of_their_own():
    sex = pd.Series(pd.Categorical(["F", "M", None, "F"], ["M", "F"]), index=list("1234"))
    table = patients.characteristics({"Sex": sex})
    assert list(table["level"]) == ["M", "F", "missing"]
    assert list(table["n"]) == [1, 2, 1]
    assert table["percent"].sum() == 100


def test_rows_use_the_columns_of_results():
    rows = pd.concat([patients.enrolled(["1", "2"]), patients.status(TTE, endpoint="OS")])
    assert set(rows.columns) <= set(vocabulary.RESULT_COLUMNS)
    assert rows.iloc[0]["group"] == "enrolled"
    assert rows.iloc[0]["estimate"] == 2
