"""ENTRY of adtte, when a subject comes under observation: read beside its time, refused where it cannot be."""

import pytest

from analysis.study.problems import StudyError
from tests.study.cohort.test_derived import study

HEAD = "USUBJID,PARAMCD,AVAL,CNSR,ENTRY\n"


def test_entries_stand_beside_times_in_report_units_where_any_subject_is_late(tmp_path):
    adtte = HEAD + "1,OS,12,0,6\n2,OS,24,1,\n3,OS,36,0,0\n1,PFS,12,0,0\n2,PFS,24,1,\n"
    made = study(tmp_path, "report_unit: years\n", adtte=adtte)
    assert made.endpoint("OS").to_dict("list") == {
        "time": [1.0, 2.0, 3.0], "event": [True, False, True], "entry": [0.5, 0.0, 0.0]}  # fmt: skip
    assert list(made.endpoint("PFS")) == ["time", "event"]
    assert made.notes[-1] == ("adtte: ENTRY is above 0 in 1 rows, first adtte.csv, line 2; these subjects count from "
                             "then on (delayed entry)")  # fmt: skip


@pytest.mark.parametrize(("found", "expected"), [
    ("5", "a time before AVAL (5), in its unit"), ("6", "a time before AVAL (5), in its unit"),
    ("-1", "a time of entry of 0 or more, blank for the start"), ("late", "a time of entry of 0 or more"),
])  # fmt: skip
def test_an_entry_that_cannot_be_is_named_with_file_row_value_and_what_was_expected(tmp_path, found, expected):
    with pytest.raises(StudyError) as error:
        study(tmp_path, adtte=HEAD + f"1,OS,5,0,{found}\n2,OS,50,1,\n3,OS,7,0,\n")
    assert f'adtte.csv, line 2, column ENTRY: found "{found}"; expected {expected}' in str(error.value)


def test_who_had_not_come_by_an_earlier_cutoff_is_absent(tmp_path):
    rows = "USUBJID,PARAMCD,AVAL,CNSR,ENTRY,STARTDT\n1,OS,3.3,0,0.7,2020-01-01\n"
    rows += "2,OS,3.3,0,2.3,2020-01-01\n3,OS,3.3,1,0,2020-01-01\n"
    known = study(tmp_path, adtte=rows).endpoint("OS", cutoff="2020-02-10")
    assert list(known.index) == ["1", "3"]
    assert not known["event"].any()
