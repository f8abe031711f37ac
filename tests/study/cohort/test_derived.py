"""What a study's tables lack is told by their other columns, and said."""

import pytest

from analysis.estimates import response
from analysis.study import cohort
from analysis.study.problems import StudyError

ADSL = "USUBJID,TRTSDT\n1,2022-01-17\n2,2022-01-17\n3,\n"
ADTTE = "USUBJID,PARAMCD,AVAL,CNSR\n1,OS,5,0\n2,OS,50,1\n3,OS,7,0\n"
YML = "id: s\ntitle: t\nsynthetic: true\ntime_unit: months\n"


def study(folder, more="", **tables):
    tables = {"adsl": ADSL, "adtte": ADTTE} | tables
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text)
    files = "".join(f"  {name}: {name}.csv\n" for name in tables)
    (folder / "study.yml").write_text(f"{YML}{more}tables:\n{files}")
    return cohort.read(folder)


@pytest.mark.parametrize(
    ("word", "read"),
    [("pr", "PR"), ("Non-CR/Non-PD", "NON-CR/NON-PD"), ("NED", "NON-CR/NON-PD"), ("Partial Response", "PR"),
     ("stable disease", "SD"), ("Not evaluable", "NE"), ("CR", "CR")],
)  # fmt: skip
@pytest.mark.parametrize("parameter", ["OVR", "BOR", "CBOR"])
def test_a_response_is_read_in_recists_words_and_what_was_translated_is_counted(tmp_path, parameter, word, read):
    made = study(tmp_path, adrs=f"USUBJID,PARAMCD,AVALC,ADY\n1,{parameter},{word},43\n2,OTHER,{word},43\n")
    assert made.table("adrs")["AVALC"].tolist() == [read, word]
    told = f"adrs.csv: responses are read as RECIST's: {word} as {read} (1)"
    assert (told in made.notes) == (word != read)


def test_study_days_are_counted_from_dates_where_they_are_missing_and_stay_where_they_are_not(tmp_path):
    head, rows = "USUBJID,PARAMCD,AVALC,ADT", ["1,OVR,PR,2022-03-01", "1,OVR,PR,2022-01-17", "2,OVR,PD,2022-01-16"]
    more = [f"{row}," for row in rows] + ["2,OVR,SD,2022-02-01,17", "3,OVR,SD,2022-03-01,"]
    made = study(tmp_path, adrs="\n".join([f"{head},ADY", *more]))
    assert made.table("adrs")["ADY"].fillna(0).tolist() == [44, 1, -1, 17, 0]
    assert made.notes == ("adrs: ADY of 3 rows is counted from ADT and the day of first treatment (TRTSDT)",)
    without = study(tmp_path, adrs="\n".join([head, *rows[:2]]))
    assert response.assessments(without.table("adrs"))["ADY"].tolist() == [1, 44]


def test_best_responses_need_no_day_and_no_size(tmp_path):
    made = study(tmp_path, adrs="USUBJID,PARAMCD,AVALC\n1,BOR,PD\n2,BOR,CR\n")
    best = response.best_responses(made.table("adrs"), subjects=made.subjects)
    assert response.best_of(best).tolist() == ["PD", "CR", "NE"]
    assert response.change_from_baseline(made.table("adrs"), response.best_of(best)).empty
    assert made.notes == ()


def test_visits_are_numbered_by_their_order_in_study_yml(tmp_path):
    samples = "USUBJID,SAMPLEID,AVISIT\n1,a,Week 6\n1,b,Baseline\n"
    made = study(tmp_path, "visits: [Baseline, Week 6]\n", samples=samples)
    assert made.table("samples")["AVISITN"].tolist() == [1, 0]
    assert made.notes == ("samples: AVISITN is the place of the visit in study.yml, from 0",)


@pytest.mark.parametrize(
    ("samples", "numbers", "where"),
    [("USUBJID,AVISIT\n1,C10\n1,Baseline\n1,C2\n", [1, 0, 2], "in the file, Baseline first"),
     ("USUBJID,AVISIT,ADY\n1,C10,200\n1,C1,1\n1,C2,43\n", [2, 0, 1], "by the middle of its days")],
)  # fmt: skip
def test_draws_without_numbers_of_visits_are_numbered_and_it_is_said_how(tmp_path, samples, numbers, where):
    made = study(tmp_path, samples=samples)
    assert made.table("samples")["AVISITN"].tolist() == numbers
    assert f"samples: AVISITN is the place of the visit {where}, from 0" in made.notes


def test_what_follows_a_death_is_told_once_for_each_subject_and_table(tmp_path):
    adrs = "USUBJID,PARAMCD,AVALC,ADY\n1,OVR,SD,43\n1,OVR,PR,900\n1,OVR,PR,950\n2,OVR,PR,900\n3,OVR,PR,214\n"
    made = study(tmp_path, adrs=adrs, adae="USUBJID,AEDECOD,ASTDY\n1,Rash,160\n")
    assert made.notes == (
        "adrs.csv, line 3: 1 has a response on day 900, 2 rows, dead since day 152",
        "adae.csv, line 2: 1 has an adverse event on day 160, dead since day 152",
    )


def test_days_that_disagree_with_dates_and_a_day_zero_are_noted(tmp_path):
    adrs = "USUBJID,PARAMCD,AVALC,ADY,ADT\n1,OVR,SD,44,2022-03-01\n1,OVR,PR,90,2022-03-01\n2,OVR,SD,0,2022-01-17\n"
    assert study(tmp_path, adrs=adrs).notes == (
        "adrs: ADY and ADT are more than a day apart in 1 rows, first adrs.csv, line 3",
        "adrs: ADY is 0 in 1 rows, first adrs.csv, line 4; the first treatment is day 1",
    )


def test_a_progression_after_death_is_noted(tmp_path):
    adtte = "USUBJID,PARAMCD,AVAL,CNSR\n1,OS,5,0\n1,PFS,9,0\n2,OS,5,0\n2,PFS,5,0\n3,OS,7,0\n3,PFS,2,0\n"
    assert study(tmp_path, adtte=adtte).notes == ("adtte: PFS is longer than OS in 1 subjects: 1",)


def test_a_visit_has_one_spelling(tmp_path):
    samples = "USUBJID,SAMPLEID,AVISIT,AVISITN\n1,a,Week 6,1\n2,b,Week 6,1\n3,c,week 6,1\n"
    with pytest.raises(StudyError, match='line 4, column AVISIT: found "week 6"; expected Week 6, as this visit'):
        study(tmp_path, samples=samples)
