"""Kinds of column, and how text becomes their values."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.study.tables.schemas import PATH_ONLY, REQUIRED, SCHEMAS, TABLES, column, converted


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_by_python_reads_back_as_itself(number):
    values, unread = converted(pd.Series([repr(number)], dtype=object), "number")
    assert not unread.any()
    assert values[0] == number


@pytest.mark.parametrize(
    ("kind", "words", "values", "unread"),
    [
        ("text", ["a", "", "NA"], ["a", None, None], [False, False, False]),
        ("number", ["1.5", "", "x"], [1.5, None, None], [False, False, True]),
        ("date", ["2020-03-01", "2020-03", "2020-13-01"], ["2020-03-01", None, None], [False, False, True]),
        ("exact date", ["2020-03-01T09:30", "2020-03", ""], ["2020-03-01", None, None], [False, True, False]),
        ("unit", ["MONTH", "days", ""], ["months", "days", None], [False, False, False]),
    ],
)
def test_text_becomes_the_values_of_its_kind_and_what_cannot_be_read_is_marked(kind, words, values, unread):
    found, mask = converted(pd.Series(words, dtype=object), kind)
    expected = pd.to_datetime(pd.Series(values)) if kind.endswith("date") else pd.Series(values)
    assert found.isna().tolist() == expected.isna().tolist()
    assert found.dropna().tolist() == expected.dropna().tolist()
    assert mask.tolist() == unread


def test_each_cell_may_have_a_decimal_mark_of_its_own():
    found, unread = converted(pd.Series(["1,5", "1.5"], dtype=object), "number", pd.Series([",", "."]))
    assert (found.tolist(), unread.any()) == ([1.5, 1.5], False)


def test_a_column_says_what_it_expects_and_how_much_of_it_must_be_there():
    must, may, gaps = (column("whole", low=0, needed=needed) for needed in (True, False, "column"))
    assert [(one.required, one.nullable) for one in (must, may, gaps)] == [(True, False), (False, True), (True, True)]
    assert must.dtype.type == np.int64
    assert may.dtype.type == np.float64
    assert column("text", among=["M", "F"]).metadata == {"kind": "text", "expected": "one of M, F"}
    assert column("date").metadata["expected"] == "a date as YYYY-MM-DD"


def test_every_table_begins_with_its_subject_and_no_table_is_read_twice():
    assert all(list(schema.columns)[:2] == ["STUDYID", "USUBJID"] for schema in SCHEMAS.values())
    assert all(set(schema.metadata["key"]) <= set(schema.columns) for schema in SCHEMAS.values())
    assert len(set(TABLES)) == len(SCHEMAS) + len(PATH_ONLY)
    assert set(REQUIRED) <= set(SCHEMAS)
