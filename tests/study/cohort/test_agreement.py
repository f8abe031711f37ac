"""Rows twice, tables cut short, days and dates, values in another unit: told, with where and in how many."""

import pytest

from analysis.study.problems import StudyError
from tests.study.cohort.test_derived import study

PEOPLE = [f"{n:02d}" for n in range(1, 11)]
ADSL = "USUBJID,TRTSDT\n" + "".join(f"{one},2022-01-17\n" for one in PEOPLE)
ADTTE = "USUBJID,PARAMCD,AVAL,CNSR\n" + "".join(f"{one},OS,50,1\n" for one in PEOPLE)
SAMPLES = "USUBJID,SAMPLEID,AVISIT,AVISITN,CFDNA\n"


def of_ten(folder, **tables):
    return study(folder, **({"adsl": ADSL, "adtte": ADTTE} | tables))


def samples(values):
    return SAMPLES + "".join(f"{one},s{one},Baseline,0,{value}\n" for one, value in zip(PEOPLE, values, strict=False))


def test_a_row_twice_is_told_and_a_whole_table_twice_is_refused(tmp_path):
    rows = ["1,Rash,3", "1,Fever,9", "2,Rash,4"]
    made = study(tmp_path, adae="\n".join(["USUBJID,AEDECOD,ASTDY", *rows, rows[1]]))
    assert made.notes == ("adae: 1 rows repeat another, first adae.csv, line 5",)
    with pytest.raises(StudyError, match="line 5.*expected each row once; every one of the 6 rows of adae"):
        study(tmp_path, adae="\n".join(["USUBJID,AEDECOD,ASTDY", *rows, *rows]))


def test_two_equal_events_of_one_subject_are_no_table_twice(tmp_path):
    made = study(tmp_path, adae="USUBJID,AEDECOD,ASTDY\n1,Rash,3\n1,Rash,3\n")
    assert made.notes == ("adae: 1 rows repeat another, first adae.csv, line 3",)


def test_a_table_that_ends_before_the_last_subjects_is_told(tmp_path):
    adae = "USUBJID,AEDECOD\n" + "".join(f"{one},Rash\n" for one in PEOPLE[:7])
    note = "adae: has rows of all subjects but the last 3 of adsl, in the same order; is it cut short?"
    assert of_ten(tmp_path, adae=adae).notes == (note,)
    gaps = "USUBJID,AEDECOD\n" + "".join(f"{one},Rash\n" for one in PEOPLE[1:8])
    assert of_ten(tmp_path, adae=gaps).notes == ()


@pytest.mark.parametrize(("value", "told"), [(20, False), (900, False), (12000, True), (0.02, True)])
def test_a_value_a_thousandfold_from_the_others_is_told(tmp_path, value, told):
    made = of_ten(tmp_path, samples=samples([5, 8, 12, 20, 30, 9, 11, 14, 7, value]))
    note = f"samples.csv, line 11: CFDNA is {value:g}, far from all others: another unit?"
    assert made.notes == ((note,) if told else ())


def test_words_for_a_missing_value_are_counted(tmp_path):
    made = of_ten(tmp_path, samples=samples([5, "NaN", "", 20, ".", 9, "NaN", 7, 8, 11]))
    assert made.notes == ("samples: 3 cells say ., NaN, first samples.csv, line 3; they are missing",)


def test_cell_free_dna_in_another_unit_is_told(tmp_path):
    made = of_ten(tmp_path, samples=samples([5000, 8000, 12000, 20000]))
    assert made.notes == ("samples: the median CFDNA is 10000; ng/mL are expected, mostly from 1 to 100",)


def test_days_of_events_that_disagree_with_their_dates_and_consent_after_treatment_are_told(tmp_path):
    adae = "USUBJID,AEDECOD,ASTDT,ASTDY,AENDT,AENDY\n1,Rash,2022-01-18,2,2022-01-19,30\n"
    adsl = "USUBJID,RFICDT,TRTSDT\n1,2022-02-01,2022-01-17\n2,2022-01-01,2022-01-17\n3,,\n"
    assert study(tmp_path, adae=adae, adsl=adsl).notes == (
        "adae: AENDY and AENDT are more than a day apart in 1 rows, first adae.csv, line 2",
        "adsl: TRTSDT is before RFICDT in 1 rows, first adsl.csv, line 2",
    )
