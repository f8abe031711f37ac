"""Facts as columns, and notes written from them."""

import pandas as pd
import pytest

from analysis import vocabulary
from analysis.estimates import facts


@pytest.mark.parametrize(
    ("parts", "note"),
    [
        (("",), ""),
        (("no events",), "not estimable: no events"),
        (("not reached", "naive"), "not reached; naive"),
        (("", "few events", ""), "few events"),
    ],
)
def test_a_note_is_the_reason_and_the_remarks(parts, note):
    assert facts.missing(*parts) == {"reason": parts[0], "note": note}


def test_remarks_are_added_at_the_end_or_the_beginning_whatever_the_index():
    rows = pd.DataFrame({"note": ["a", None]}, index=[0, 0])
    assert facts.remarked(rows, "b")["note"].tolist() == ["a; b", "b"]
    assert facts.remarked(rows, "b", first=True)["note"].tolist() == ["b; a", "b"]
    assert facts.remarked(rows.drop(columns="note"), "")["note"].tolist() == ["", ""]


def test_rows_are_completed_with_false_blank_words_and_the_role_of_their_method():
    methods = [vocabulary.KM_SPSS, vocabulary.LOG_RANK, vocabulary.COUNT, "another"]
    rows = facts.complete(pd.DataFrame({"method": methods, "naive": [True, None, False, None]}))
    assert rows.columns.tolist() == vocabulary.RESULT_COLUMNS
    assert rows["role"].tolist() == ["reproduction", "sensitivity", "descriptive", "descriptive"]
    assert rows["naive"].tolist() == [True, False, False, False]
    assert set(rows["reason"]) == {""}
    assert set(rows["role"]) <= set(vocabulary.ROLES)


def test_truths_stay_truths_beside_a_table_without_rows():
    rows = [facts.complete(pd.DataFrame()), facts.complete(pd.DataFrame({"naive": [True, None], "method": "x"}))]
    assert pd.concat(rows)[facts.TRUTHS].to_csv(index=False).split() == ["naive,separated", "True,False", "False,False"]
