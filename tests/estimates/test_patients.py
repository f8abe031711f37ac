"""Who was analysed: counts by group, and the subjects at baseline."""

import pandas as pd

from analysis import vocabulary
from analysis.estimates import patients


def test_counts_leave_out_the_unknown_and_say_of_how_many():
    group = pd.Series(["a", "b", None, "b"], index=list("1234"), dtype="category")
    rows = patients.counts(group, grouping="sex")
    assert dict(zip(rows["group"], rows["estimate"], strict=True)) == {"a": 1, "b": 2}
    assert set(rows["n"]) == {3}


def test_characteristics_count_the_missing_as_a_level_of_their_own():
    sex = pd.Series(pd.Categorical(["F", "M", None, "F"], ["M", "F"]), index=list("1234"))
    table = patients.characteristics({"Sex": sex})
    assert list(table["level"]) == ["M", "F", "missing"]
    assert list(table["n"]) == [1, 2, 1]
    assert table["percent"].sum() == 100


def test_printed_characteristics_name_each_once():
    sex = pd.Series(pd.Categorical(["F", "M", "F"], ["M", "F"]), index=list("123"))
    table = patients.printed(patients.characteristics({"Sex": sex}))
    assert table.to_numpy().tolist() == [["Sex", "M", "1 (33%)"], ["", "F", "2 (67%)"]]


def test_rows_use_the_columns_of_results():
    rows = patients.enrolled(["1", "2"])
    assert set(rows.columns) <= set(vocabulary.RESULT_COLUMNS)
    assert rows.iloc[0]["group"] == "enrolled"
    assert rows.iloc[0]["estimate"] == 2
