"""The rows that stand for a number of a subject, and the number that a study has of each."""

import pandas as pd
import pytest

from analysis.study.problems import StudyError
from tests.study.cohort.test_derived import study

TABLE = "USUBJID,PARAMCD,AVISIT,ADY,AVAL\n1,IL6,Baseline,1,4\n1,IL6,C2,43,9\n2,IL6,Baseline,1,\n3,IL6,Baseline,1,7.5\n"
NUMBER = (
    "numbers:\n  il6: {table: nkflow, column: AVAL, where: {PARAMCD: IL6, AVISIT: %s}, label: IL-6, known_day: %s}\n"
)


def made(folder, visit="Baseline", day="0"):
    return study(folder, NUMBER % (visit, day), nkflow=TABLE)


def test_a_number_is_that_of_the_row_which_where_chooses(tmp_path):
    found = made(tmp_path)
    assert found.number("il6").fillna(-1).to_dict() == {"1": 4, "2": -1, "3": 7.5}
    assert found.known_at("il6") == 0
    assert made(tmp_path, "C2", "varies").known_at("il6").round(3).dropna().to_dict() == {"1": 1.38}


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (
            "{table: nkflow, column: AVAL, known_day: 0}",
            "expected one number of each subject for numbers.il6 (by",
        ),
        ("{table: nkflow, column: PARAMCD, where: {AVISIT: C2}, known_day: 0}", 'found "IL6"; expected a number'),
        ("{table: nkflow, column: AVL, known_day: 0}", 'expected a column of nkflow; did you mean "AVAL"?'),
        ("{table: adsl, column: TRTSDT, known_day: varies}", "expected a day, or the column ADY in adsl"),
        ("{table: nkflow, column: AVAL}", "numbers.il6.known_day: missing"),
    ],
)
def test_a_number_that_cannot_be_had_is_refused(tmp_path, number, told):
    with pytest.raises(StudyError) as error:
        study(tmp_path, f"numbers:\n  il6: {number}\n", nkflow=TABLE)
    assert told in str(error.value)


def test_a_column_that_a_number_reads_is_used(tmp_path):
    adsl = pd.DataFrame({"USUBJID": ["1", "2", "3"], "LDH": [1, 2, 3], "CRP": 1}).to_csv(index=False)
    found = study(tmp_path, "numbers: {ldh: {table: adsl, column: LDH, known_day: 0}}\n", adsl=adsl)
    said = found.received.unused.set_index("where")["names"]
    assert said["adsl.csv"] == "columns CRP"
