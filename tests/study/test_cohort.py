"""The study folder as a whole: one message for all problems, one door from CNSR to event."""

import datetime
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.study import cohort, droplets, flow
from analysis.study.cohort.study import UnknownName
from analysis.study.problems import NotInData, StudyError
from analysis.vocabulary import DAYS_PER_MONTH, DAYS_PER_UNIT

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "data"

ADSL = """\
USUBJID,AGE,SEX,ECOG,RFICDT,TRTSDT
001,50,M,0,2020-01-01,2020-01-02
002,65,F,1,2020-02-01,2020-02-02
003,71,F,1,2020-03-01,2020-03-02
004,,M,0,2020-04-01,2020-04-02
"""
ADTTE = """\
USUBJID,PARAMCD,AVAL,AVALU,CNSR,STARTDT,ADT
001,OS,100,DAYS,0,2020-01-02,2020-04-11
003,OS,300,DAYS,2,2020-03-02,2020-12-27
002,OS,200,DAYS,1,2020-02-02,2020-08-20
004,OS,10,DAYS,0,2020-04-02,2020-04-12
001,PFS,60,DAYS,0,2020-01-02,2020-03-02
002,PFS,200,DAYS,1,2020-02-02,2020-08-20
003,PFS,90,DAYS,0,2020-03-02,2020-05-31
"""
ADRS = """\
USUBJID,PARAMCD,AVALC
001,BOR,PR
002,BOR,SD
003,BOR,CR
004,BOR,NE
001,OVR,PR
"""
YML = {
    "id": "t", "title": "A trial", "synthetic": True, "report_unit": "days", "data_cutoff": "2021-01-01",
    "tables": {"adsl": "adsl.csv", "adtte": "adtte.csv"},
}  # fmt: skip
RESPONSE = {
    "table": "adrs", "where": {"PARAMCD": "BOR"}, "column": "AVALC", "levels": ["SD", "CR/PR"], "known_day": 43,
    "values": {"CR": "CR/PR", "PR": "CR/PR", "NE": None},
}  # fmt: skip
SEX = {"table": "adsl", "column": "SEX", "levels": ["M", "F"], "known_day": 0}


CENSORED = "is taken as censored, as every number above 0 is which `causes:` does not name as competing"


def folder(path, *, adsl=ADSL, adtte=ADTTE, adrs=None, extra=None, **keys):
    """A study folder with these tables and keys; `extra` maps further tables to their text."""
    texts = {"adsl": adsl, "adtte": adtte, "adrs": adrs} | (extra or {})
    tables = {name: f"{name}.csv" for name, text in texts.items() if text is not None}
    for name, file in tables.items():
        (path / file).write_text(texts[name], encoding="utf-8")
    (path / "study.yml").write_text(yaml.safe_dump(YML | {"tables": tables} | keys, sort_keys=False))
    return path


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The study as it is written above, read once."""
    return cohort.read(folder(tmp_path_factory.mktemp("t")))


@pytest.fixture
def study(tmp_path):
    """What `read` makes of a study folder with the given changes."""
    return lambda **changes: cohort.read(folder(tmp_path, **changes))


@pytest.fixture
def problems(tmp_path):
    """The lines of the message about a study folder with the given changes, without its heading."""

    def lines(**changes):
        with pytest.raises(StudyError) as caught:
            cohort.read(folder(tmp_path, **changes))
        heading, *rest = str(caught.value).splitlines()
        assert heading.startswith(f"{tmp_path}: {len(caught.value.problems)} problem")
        return rest

    return lines


def test_a_study_knows_its_keys_and_tables(study):
    made = study(
        adrs=ADRS, reference="Doe 2020", reproduction=["Cox; Breslow; Wald"], visits=["Baseline", "After cycle 2"]
    )
    assert (made.id, made.title, made.reference, made.registration) == ("t", "A trial", "Doe 2020", None)
    assert (made.synthetic, made.data_cutoff, made.report_unit) == (True, datetime.date(2021, 1, 1), "days")
    assert made.endpoints == ["OS", "PFS"]
    assert list(made.subjects) == ["001", "002", "003", "004"]
    assert made.has("adrs")
    assert not made.has("adae")
    assert made.path("adtte").name == "adtte.csv"
    assert made.reproduction == ("Cox; Breslow; Wald",)
    assert made.declaration.visits == ["Baseline", "After cycle 2"]
    taken = f"adtte: CNSR 2 in 1 rows {CENSORED}"
    assert made.notes == ("adtte has no PFS for 1 of 4 subjects: 004", taken)


def test_cnsr_0_is_the_event_and_every_other_value_is_censored(study):
    tte = study().endpoint("OS")
    assert tte["event"].to_dict() == {"001": True, "002": False, "003": False, "004": True}
    assert tte["event"].dtype == bool
    assert tte["time"].to_dict() == {"001": 100, "002": 200, "003": 300, "004": 10}
    assert tte.index.name == "USUBJID"


def test_subjects_without_a_row_for_the_endpoint_are_absent_from_it(study):
    assert list(study().endpoint("PFS").index) == ["001", "002", "003"]


def test_a_study_says_in_short_what_it_is(study):
    assert repr(study()) == "Study(t: 4 subjects; adsl, adtte)"


def test_a_table_that_is_changed_does_not_change_the_study(study):
    made = study()
    made.table("adtte")["CNSR"] = 1
    assert made.endpoint("OS")["event"].sum() == 2


def test_unknown_names_are_told_with_the_known_ones(study):
    made = study(groupings={"sex": SEX})
    with pytest.raises(UnknownName, match='adtte.csv has no DFS; did you mean "PFS"'):
        made.endpoint("DFS")
    with pytest.raises(UnknownName, match=r'unknown grouping "sxe"; did you mean "sex"\?'):
        made.group("sxe")
    with pytest.raises(UnknownName, match=r'unknown population "men".*known: all'):
        made.population("men")
    with pytest.raises(UnknownName, match='unknown table "adea"'):
        made.table("adea")


def test_all_problems_come_in_one_message_with_file_line_column_value_and_expectation(problems):
    adsl = ADSL.replace("ECOG", "ECGO") + "003,66,F,1,2020-03-01,2020-03-02\n"
    adtte = ADTTE.replace("001,OS,100,DAYS,0", "001,OS,-3,DAYS,dead").replace("004,OS", "044,OS")
    groupings = {"ecog": {"table": "adsl", "column": "ECOG", "levels": ["0", "1"], "known_day": 0}}
    assert problems(adsl=adsl, adtte=adtte, groupings=groupings) == [
        'adsl.csv, line 6, column USUBJID: found "003"; expected one row for each USUBJID (first in adsl.csv, line 4)',
        'adtte.csv, line 2, column AVAL: found "-3"; expected a time to event or censoring of 0 or more',
        'adtte.csv, line 2, column CNSR: found "dead"; expected a whole number: 0 for an event, 1 or more for censored',
        'study.yml, line 10, groupings.ecog: found "ECOG"; expected a column of adsl; did you mean "ECGO"?',
        'adtte.csv, line 5, column USUBJID: found "044"; expected a USUBJID of adsl',
    ]


def test_a_missing_column_is_told_beside_the_other_problems(problems):
    lines = problems(adtte=ADTTE.replace("CNSR", "CENSOR"), adsl=ADSL.replace("50,M", "150,M"))
    assert lines[0] == 'adsl.csv, line 2, column AGE: found "150"; expected an age in years from 0 to 120'
    assert lines[1].startswith("adtte.csv, column CNSR: missing; expected a whole number: 0 for an event")
    assert 'did you mean "CENSOR"?' in lines[1]
    assert len(lines) == 2


def test_a_missing_subject_column_is_one_problem(problems):
    lines = problems(adtte=ADTTE.replace("USUBJID", "Patient"))
    assert len(lines) == 1
    assert lines[0].startswith("adtte.csv, column USUBJID: missing")


def test_problems_of_study_yml_do_not_hide_those_of_the_tables(problems):
    lines = problems(adtte=ADTTE.replace("DAYS,0", "DAYS,x"), titel="x")
    assert 'did you mean "title"?' in lines[0]
    assert len([line for line in lines if "column CNSR" in line]) == 4


@pytest.mark.parametrize("word", ["4", "004.0", "４", "0-04", "004\u200b"])
def test_an_identifier_written_otherwise_is_guessed(problems, word):
    shown = word.replace("\u200b", "\\u200b")
    assert problems(adtte=ADTTE.replace("004,OS", f"{word},OS")) == [
        f'adtte.csv, line 5, column USUBJID: found "{shown}"; expected a USUBJID of adsl (did you mean "004"?)'
    ]


def test_a_long_run_of_problems_is_cut_short_and_counted(problems):
    adsl = "USUBJID\n" + "".join(f"{n:03d}\n" for n in range(100))
    adtte = "USUBJID,PARAMCD,AVAL,AVALU,CNSR\n" + "".join(f"{n:03d},OS,1,DAYS,dead\n" for n in range(100))
    lines = problems(adsl=adsl, adtte=adtte)
    assert len(lines) == 41
    assert lines[-1].startswith("adtte.csv, column CNSR: 60 more like these")


def test_a_table_file_that_does_not_exist_is_told(problems):
    lines = problems(tables=YML["tables"] | {"adrs": "adrs.csv", "cells": "cells"})
    assert [line.split(": ")[0] for line in lines] == ["adrs.csv", "study.yml, line 10, tables.cells"]


def test_required_and_unknown_tables_are_told(problems):
    lines = problems(tables={"adsl": "adsl.csv", "adtt": "adtte.csv"})
    assert lines[0] == "study.yml, line 6, tables.adtte: missing; expected the file of adtte"
    assert 'found "adtt"; expected a known table; did you mean "adtte"?' in lines[1]


def test_a_folder_without_study_yml_is_told(tmp_path):
    with pytest.raises(StudyError, match=r"study\.yml: missing"):
        cohort.read(tmp_path)


def test_times_are_converted_by_the_unit_of_their_row(study):
    adtte = ADTTE.replace("100,DAYS", "2,MONTHS").replace("200,DAYS", "3,weeks").replace("10,DAYS", "1,YEAR")
    made = study(adtte=_undated(adtte.replace("300,DAYS", "300,")), time_unit="days")
    days = {"001": 2 * DAYS_PER_MONTH, "002": 21, "003": 300, "004": 365.25}
    assert made.endpoint("OS")["time"].to_dict() == days


def _undated(adtte):
    """The table without its two date columns."""
    return "\n".join(",".join(line.split(",")[:5]) for line in adtte.splitlines()) + "\n"


def test_a_time_in_the_reports_own_unit_is_not_touched(study):
    made = study(adtte=_undated(ADTTE.replace("100,DAYS", "43.51,MONTHS")), report_unit="months")
    assert made.endpoint("OS").loc["001", "time"] == 43.51


@settings(max_examples=6)
@given(st.sampled_from(list(DAYS_PER_UNIT)), st.floats(0, 500))
def test_a_change_of_unit_multiplies_every_time_by_the_ratio(tmp_path_factory, unit, time):
    path = tmp_path_factory.mktemp("t")
    adtte = f"USUBJID,PARAMCD,AVAL,AVALU,CNSR\n001,OS,{time!r},{unit},0\n"
    made = cohort.read(folder(path, adtte=adtte)).endpoint("OS")
    assert made.loc["001", "time"] == pytest.approx(time * DAYS_PER_UNIT[unit], rel=1e-12)


@settings(max_examples=6)
@given(st.permutations(ADTTE.splitlines()[1:]))
def test_the_order_of_rows_does_not_matter(tmp_path_factory, plain, rows):
    made = cohort.read(folder(tmp_path_factory.mktemp("t"), adtte="\n".join([ADTTE.splitlines()[0], *rows])))
    pd.testing.assert_frame_equal(made.endpoint("OS"), plain.endpoint("OS"))


def test_a_time_without_any_unit_is_refused(problems):
    lines = problems(adtte=_undated(ADTTE.replace(",DAYS", ",")))
    assert lines == [
        "adtte.csv, line 2, column AVALU: missing; expected a unit of time there, or time_unit in study.yml"
    ]


def test_home_made_columns_words_constants_and_decimal_commas_are_translated(tmp_path):
    (tmp_path / "os.csv").write_text("Patient No ;OS (months);Status\n001;43,5;dead\n002;7;alive\n003;1,25;dead\n")
    (tmp_path / "pfs.csv").write_text("Pat,T,E\n001,2.5,1\n")
    parts = [
        {
            "file": "os.csv", "columns": {"USUBJID": "Patient No", "AVAL": "OS (months)", "CNSR": "Status"},
            "values": {"CNSR": {"dead": 0, "alive": 1}}, "constants": {"PARAMCD": "OS"}, "decimal": ",",
        },
        {
            "file": "pfs.csv", "columns": {"USUBJID": "Pat", "AVAL": "T", "CNSR": "E"},
            "values": {"CNSR": {1: 0, 0: 1}}, "constants": {"PARAMCD": "PFS"},
        },
    ]  # fmt: skip
    tables = {"adsl": "adsl.csv", "adtte": parts}
    made = cohort.read(folder(tmp_path, tables=tables, time_unit="months", report_unit="months"))
    assert made.endpoint("OS")["time"].to_dict() == {"001": 43.5, "002": 7, "003": 1.25}
    assert made.endpoint("OS")["event"].to_dict() == {"001": True, "002": False, "003": True}
    assert made.endpoint("PFS").to_dict("index") == {"001": {"time": 2.5, "event": True}}


def test_a_problem_in_a_translated_file_names_the_users_own_column_and_file(problems, tmp_path):
    (tmp_path / "os.csv").write_text("No,T,E\n001,-1,0\n")
    part = {"file": "os.csv", "columns": {"USUBJID": "No", "AVAL": "T", "CNSR": "E"}, "constants": {"PARAMCD": "OS"}}
    lines = problems(tables={"adsl": "adsl.csv", "adtte": part}, time_unit="days")
    assert lines == ['os.csv, line 2, column AVAL (T): found "-1"; expected a time to event or censoring of 0 or more']


def test_a_translation_that_does_not_fit_the_file_is_refused(problems):
    part = {"file": "adtte.csv", "columns": {"AVAL": "Time", "CNSR": "PARAMCD"}, "values": {"CNRS": {"a": "b"}},
            "constants": {"ADT": "2020-01-01"}}  # fmt: skip
    lines = problems(tables={"adsl": "adsl.csv", "adtte": part})
    assert any('tables.adtte.columns.AVAL: found "Time"; expected a column of adtte.csv' in line for line in lines)
    assert any(
        'tables.adtte.columns.CNSR: found "PARAMCD"; expected adtte.csv without a column CNSR' in line for line in lines
    )
    assert any('tables.adtte.values: found "CNRS"; expected a column of adtte.csv' in line for line in lines)
    assert any('tables.adtte.constants: found "ADT"; expected a column that adtte.csv lacks' in line for line in lines)


def test_a_sheet_of_a_workbook_is_a_table(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "TTE"
    for row in [["No", "OS", "Dead"], ["001", 12.5, "yes"], ["002", 3, "no"]]:
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    part = {"file": "t.xlsx", "sheet": "TTE", "columns": {"USUBJID": "No", "AVAL": "OS", "CNSR": "Dead"},
            "values": {"CNSR": {"yes": 0, "no": 1}}, "constants": {"PARAMCD": "OS", "AVALU": "DAYS"}}  # fmt: skip
    made = cohort.read(folder(tmp_path, tables={"adsl": "adsl.csv", "adtte": part}))
    assert made.endpoint("OS").to_dict("list") == {"time": [12.5, 3.0], "event": [True, False]}


def test_rows_after_the_data_cutoff_are_refused_by_date_or_by_study_day(problems):
    rows = [
        "001,Fever,2021-01-01,",
        "001,Rash,2021-01-02,",
        "002,Rash,,336",
        "002,Pain,,335",
        "003,Rash,2020-05-05,999",
    ]
    adae = "\n".join(["USUBJID,AEDECOD,ASTDT,ASTDY", *rows])
    assert problems(extra={"adae": adae}) == [
        'adae.csv, line 3, column ASTDT: found "2021-01-02"; expected a date up to the data cutoff 2021-01-01',
        'adae.csv, line 4, column ASTDY: found "336"; expected a study day up to the data cutoff 2021-01-01',
    ]


def test_a_response_that_recist_does_not_know_is_refused(problems):
    assert problems(adrs=ADRS.replace("002,BOR,SD", "002,BOR,stable")) == [
        'adrs.csv, line 3, column AVALC: found "stable"; expected a known word; '
        'did you mean "stable disease"? (or its translation under values: in study.yml)'
    ]


@pytest.mark.parametrize(("text", "decimal"), [("3,5", "."), ("1,234,5", ","), ("1.234,5", ",")])
def test_a_decimal_comma_is_read_only_where_it_is_declared_and_a_thousands_mark_never(problems, text, decimal):
    adtte = _undated(ADTTE).replace(",", ";").replace(";100;", f";{text};")
    lines = problems(adtte=adtte, tables={"adsl": "adsl.csv", "adtte": {"file": "adtte.csv", "decimal": decimal}})
    assert len(lines) == 1
    assert "adtte.csv, line 2, column AVAL: found" in lines[0]


def test_an_end_before_its_beginning_is_refused(problems):
    adae = "USUBJID,AEDECOD,ASTDY,AENDY\n001,Fever,5,4\n001,Rash,5,5\n"
    assert problems(extra={"adae": adae}) == ['adae.csv, line 2, column AENDY: found "4"; expected ASTDY (5) or later']


def test_subjects_of_every_table_stand_in_adsl_each_stranger_told_once(problems):
    assert problems(extra={"adae": "USUBJID,AEDECOD\n009,Fever\n001,Rash\n008,Rash\n009,Rash\n"}) == [
        'adae.csv, line 2, column USUBJID: found "009"; expected a USUBJID of adsl, in 2 rows',
        'adae.csv, line 4, column USUBJID: found "008"; expected a USUBJID of adsl',
    ]


def test_a_visit_that_is_not_listed_is_refused(problems):
    samples = "USUBJID,SAMPLEID,AVISIT\n001,a,Baseline\n001,b,Cycle 2\n"
    assert problems(extra={"samples": samples}, visits=["Baseline", "After cycle 2"]) == [
        'samples.csv, line 3, column AVISIT: found "Cycle 2";'
        ' expected one of the visits of study.yml; did you mean "After cycle 2"?'
    ]


def test_a_group_is_an_ordered_categorical_with_the_reference_first(study):
    made = study(groupings={"sex": SEX | {"reference": "F", "label": "Sex"}})
    group = made.group("sex")
    assert list(group.cat.categories) == ["F", "M"]
    assert group.cat.ordered
    assert group.to_dict() == {"001": "M", "002": "F", "003": "F", "004": "M"}
    assert made.groupings["sex"].label == "Sex"


def test_a_value_equal_to_the_cut_point_goes_up_and_a_missing_one_nowhere(study):
    age = {"table": "adsl", "column": "AGE", "cut": [65], "known_day": 0}
    assert study(groupings={"age": age}).group("age").astype(object).where(lambda g: g.notna(), None).to_dict() == {
        "001": "<65", "002": ">=65", "003": ">=65", "004": None,
    }  # fmt: skip


@settings(max_examples=6)
@given(st.lists(st.integers(0, 120), min_size=2, max_size=6, unique=True), st.integers(1, 119))
def test_a_cut_splits_as_a_comparison_does(tmp_path_factory, ages, cut):
    if min(ages) >= cut or max(ages) < cut:
        return
    adsl = "USUBJID,AGE\n" + "".join(f"{n},{age}\n" for n, age in enumerate(ages))
    adtte = "USUBJID,PARAMCD,AVAL,AVALU,CNSR\n0,OS,1,DAYS,0\n"
    age = {"table": "adsl", "column": "AGE", "cut": [cut], "known_day": 0, "levels": ["young", "old"]}
    group = cohort.read(folder(tmp_path_factory.mktemp("t"), adsl=adsl, adtte=adtte, groupings={"age": age})).group(
        "age"
    )
    assert (group == "old").tolist() == [value >= cut for value in ages]


def test_numbers_group_as_the_text_of_whole_numbers(study):
    ecog = {"table": "adsl", "column": "ECOG", "levels": [0, 1], "known_day": 0}
    assert study(groupings={"ecog": ecog}).group("ecog").tolist() == ["0", "1", "1", "0"]


def test_rows_are_chosen_by_where_and_values_merged_or_set_aside(study):
    made = study(adrs=ADRS, groupings={"best": RESPONSE})
    assert made.group("best").astype(object).where(lambda g: g.notna(), None).to_dict() == {
        "001": "CR/PR", "002": "SD", "003": "CR/PR", "004": None,
    }  # fmt: skip
    assert made.known_at("best") == 43


def test_the_day_of_knowledge_is_given_in_report_units(study):
    made = study(groupings={"sex": SEX | {"known_day": 60.875}}, report_unit="months")
    assert made.known_at("sex") == 2
    clearance = {"section": "7_own", "levels": ["no", "yes"], "known_day": "varies", "landmark_day": 60.875}
    made = study(groupings={"c": clearance, "sex": SEX}, report_unit="months")
    assert made.known_at("c") is None
    assert (made.landmark("c"), made.landmark("sex")) == (2, None)


def test_rows_with_a_day_of_their_own_are_known_from_it_and_others_from_the_declared_day(study):
    dated = "USUBJID,PARAMCD,AVALC,ADY\n001,BOR,PR,43\n002,BOR,SD,\n003,BOR,CR,1\n"
    known = study(adrs=dated, groupings={"best": RESPONSE}).known_at("best")
    assert known.to_dict() == pytest.approx({"001": 42, "002": 43, "003": 0, "004": 43})
    varying = study(adrs=dated, groupings={"best": RESPONSE | {"known_day": "varies"}}).known_at("best")
    assert varying.dropna().to_dict() == {"001": 42, "003": 0}
    assert study(adrs=ADRS, groupings={"best": RESPONSE}).known_at("best") == 43


def test_a_day_that_varies_needs_days_in_the_table(problems):
    assert problems(adrs=ADRS, groupings={"best": RESPONSE | {"known_day": "varies"}})[0].endswith(
        'groupings.best.known_day: found "varies"; expected a day, or the column ADY in adrs'
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"levels": ["M", "W"]}, ['adsl.csv, line 3, column SEX: found "F"; expected a level of groupings.sex: M, W',
                                  'adsl.csv, line 4, column SEX: found "F"', 'levels: found "W"; expected a level']),
        ({"column": "SEXX"}, ['groupings.sex: found "SEXX"; expected a column of adsl; did you mean "SEX"?']),
        ({"table": "adls"}, ['groupings.sex.table: found "adls"; expected a declared table; did you mean "adsl"?']),
        ({"where": {"SEXX": "M"}}, ['groupings.sex: found "SEXX"; expected a column of adsl']),
    ],
)  # fmt: skip
def test_a_grouping_that_does_not_fit_its_table_is_refused(problems, change, expected):
    lines = problems(groupings={"sex": SEX | change})
    assert len(lines) == len(expected)
    assert all(part in line for part, line in zip(expected, lines, strict=True))


def test_a_cohort_of_one_sex_may_declare_its_one_level(study):
    made = study(groupings={"sex": SEX | {"levels": ["M"], "values": {"F": "M"}}})
    assert set(made.group("sex").dropna()) == {"M"}


def test_a_level_that_no_subject_has_yet_is_told_and_no_error(study):
    made = study(groupings={"sex": SEX | {"levels": ["M", "F", "Divers"]}})
    assert "groupings.sex: no subject is Divers" in made.notes
    assert made.group("sex").cat.categories.tolist() == ["M", "F", "Divers"]


def test_two_levels_for_one_subject_are_refused(problems):
    lines = problems(
        adrs=ADRS + "002,BOR2,PR\n", groupings={"best": RESPONSE | {"where": {"PARAMCD": ["BOR", "BOR2"]}}}
    )
    assert lines == [
        'adrs.csv, line 7, column AVALC: found "PR"; expected one level of groupings.best for 002,'
        " who has SD in an earlier row"
    ]


def test_a_cut_of_a_column_that_is_no_number_is_refused(problems):
    sex = {"table": "adsl", "column": "SEX", "cut": [1], "known_day": 0}
    assert 'line 2, column SEX: found "M"; expected a number, for the cut points' in problems(groupings={"sex": sex})[0]


def test_a_grouping_made_by_a_section_needs_its_values_and_only_declared_levels(study):
    change = {"section": "7_own", "levels": ["up", "down"], "reference": "down", "known_day": 43}
    made = study(groupings={"change": change})
    with pytest.raises(ValueError, match="is made by section 7_own: give its values="):
        made.group("change")
    with pytest.raises(ValueError, match="levels up, down, not sideways"):
        made.group("change", pd.Series({"001": "sideways"}))
    with pytest.raises(ValueError, match="009 is not in adsl"):
        made.group("change", pd.Series({"009": "up"}))
    with pytest.raises(ValueError, match="001 twice"):
        made.group("change", pd.Series(["up", "down"], index=["001", "001"]))
    plain = study(adsl="USUBJID\n1\n2\n", adtte="USUBJID,PARAMCD,AVAL,AVALU,CNSR\n1,OS,1,DAYS,0\n",
                  groupings={"change": change | {"levels": [0, 1], "reference": 0}})  # fmt: skip
    assert plain.group("change", pd.Series({1: 1, 2: 0})).to_dict() == {"1": "1", "2": "0"}
    group = made.group("change", pd.Series({"002": "up", "001": "down"}))
    assert group.dropna().to_dict() == {"001": "down", "002": "up"}
    assert list(group.cat.categories) == ["down", "up"]


POPULATIONS = {
    "responders": {"label": "CR or PR", "table": "adrs", "where": {"PARAMCD": "BOR"}, "column": "AVALC",
                   "levels": ["CR", "PR"]},
    "alive": {"endpoint": "OS", "event": False},
    "alive_progressed": {"conditions": [{"endpoint": "OS", "event": False}, {"endpoint": "PFS", "event": True}]},
    "both": {"population": "responders", "endpoint": "PFS", "event": True},
    "listed": {"subjects": ["004", "001"]},
    "assessed": {"table": "adrs"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("all", ["001", "002", "003", "004"]), ("responders", ["001", "003"]), ("alive", ["002", "003"]),
        ("alive_progressed", ["003"]), ("both", ["001", "003"]), ("listed", ["001", "004"]),
        ("assessed", ["001", "002", "003", "004"]),
    ],
)  # fmt: skip
def test_a_population_is_those_who_meet_all_conditions(study, name, members):
    made = study(adrs=ADRS, populations=POPULATIONS)
    assert list(made.population(name)) == members
    assert list(made.endpoint("OS", population=name).index) == members
    assert made.populations["responders"] == "CR or PR"


def test_subjects_with_cells_are_those_whose_id_stands_in_a_file_name(tmp_path):
    (tmp_path / "cells" / "S_004").mkdir(parents=True)
    for name in ("HP_001_cell_seg_data.txt", "S_004/field 1.txt", "0022.txt", "9003_x.txt", "A003.txt"):
        (tmp_path / "cells" / name).write_text("")
    made = cohort.read(
        folder(tmp_path, tables=YML["tables"] | {"cells": "cells"}, populations={"mif": {"table": "cells"}})
    )
    assert list(made.population("mif")) == ["001", "004"]
    with pytest.raises(UnknownName, match="read from its path by its own reader"):
        made.table("cells")


@pytest.mark.parametrize(
    ("population", "expected"),
    [
        ({"table": "adrs"}, "expected a declared table"),
        ({"endpoint": "DFS", "event": True}, 'expected an endpoint; did you mean "PFS"?'),
        ({"population": "nobody"}, "expected a population"),
        ({"population": "p"}, "a population that does not lead back to itself"),
        ({"subjects": ["001", "9"]}, 'found "9"; expected a USUBJID of adsl'),
        ({"table": "adsl", "column": "SEXX", "levels": ["M"]}, "expected a column of adsl"),
    ],
)
def test_a_population_that_does_not_fit_the_tables_is_refused(problems, population, expected):
    lines = problems(populations={"p": population})
    assert len(lines) == 1
    assert expected in lines[0]


def test_everyone_cannot_be_redefined(problems):
    assert "expected another name" in problems(populations={"all": {"table": "adsl"}})[0]


def test_an_earlier_cutoff_censors_what_happened_later(study):
    """By hand: 2020-04-11 is 100 days after 001 started, 40 after 003 started; 004 died the day after."""
    tte = study().endpoint("OS", cutoff="2020-04-11")
    assert tte.to_dict("index") == {
        "001": {"time": 100, "event": True},
        "002": {"time": 69, "event": False},
        "003": {"time": 40, "event": False},
        "004": {"time": 9, "event": False},
    }


def test_an_event_on_the_day_of_the_cutoff_counts_also_where_the_first_day_is_day_1(study):
    adtte = "USUBJID,PARAMCD,AVAL,AVALU,CNSR,STARTDT,ADT\n001,OS,101,DAYS,0,2020-01-02,2020-04-11\n"
    assert study(adtte=adtte).endpoint("OS", cutoff="2020-04-11").loc["001"].tolist() == [101, True]
    assert study(adtte=adtte).endpoint("OS", cutoff="2020-04-10").loc["001"].tolist() == [100, False]


def test_without_dates_of_events_the_time_decides_in_whole_days(study):
    adtte = "USUBJID,PARAMCD,AVAL,AVALU,CNSR,STARTDT\n001,OS,3.29,MONTHS,0,2020-01-02\n"  # 100.14 days
    assert study(adtte=adtte).endpoint("OS", cutoff="2020-04-11")["event"].tolist() == [True]
    assert study(adtte=adtte).endpoint("OS", cutoff="2020-04-10").loc["001"].tolist() == [99, False]


def test_who_started_after_the_cutoff_is_absent(study):
    assert list(study().endpoint("OS", cutoff="2020-02-15").index) == ["001", "002"]


def test_a_cutoff_that_cannot_be_applied_is_refused(study):
    made = study()
    with pytest.raises(ValueError, match="no date as YYYY-MM-DD"):
        made.endpoint("OS", cutoff="April")
    with pytest.raises(ValueError, match="after the data cutoff 2021-01-01"):
        made.endpoint("OS", cutoff="2021-01-02")
    with pytest.raises(ValueError, match="needs STARTDT in adtte; blank for 001, 002, 003, 004"):
        study(adtte=_undated(ADTTE)).endpoint("OS", cutoff="2020-04-11")


@given(st.dates(datetime.date(2020, 1, 1), datetime.date(2021, 1, 1)))
def test_at_any_cutoff_no_time_grows_and_no_event_appears(plain, day):
    full, cut = plain.endpoint("OS"), plain.endpoint("OS", cutoff=day)
    assert (cut["time"] <= full["time"].reindex(cut.index)).all()
    assert (cut["event"] <= full["event"].reindex(cut.index)).all()
    assert (cut["time"] >= 0).all()


def test_time_to_cutoff_counts_from_consent(study):
    assert study().time_to_cutoff().to_dict() == {"001": 366, "002": 335, "003": 306, "004": 275}
    assert study(report_unit="months").time_to_cutoff()["001"] == pytest.approx(366 / 30.4375)
    assert study().time_to_cutoff("2020-02-15").to_dict() == {"001": 45, "002": 14}
    assert study().time_to_cutoff("2020-02-01").to_dict() == {"001": 31, "002": 0}
    with pytest.raises(ValueError, match="needs data_cutoff"):
        study(data_cutoff=None).time_to_cutoff()


def test_a_section_that_is_nearly_a_known_one_is_refused(problems):
    assert 'did you mean "1_overall_survival"?' in problems(sections={"1_overal_survival": {}})[0]


def test_what_looks_odd_is_noted(study):
    adae = "USUBJID,AEDECOD,ASTDT\n001,Fever,2020-03\n"
    made = study(adtte=ADTTE.replace("300,DAYS", "300,WEEKS"), extra={"adae": adae})
    assert made.notes == (
        "adtte has no PFS for 1 of 4 subjects: 004",
        "adtte.csv, line 3: AVAL is 2100 days, ADT - STARTDT 300 days",
        f"adtte: CNSR 2 in 1 rows {CENSORED}",
        "adae.csv: 1 partial dates in ASTDT are taken as missing",
    )


def test_a_table_of_a_foreign_layout_is_left_to_its_reader(study, tmp_path):
    (tmp_path / "flow.csv").write_text("anything\n")
    flow = {"file": "flow.csv", "layout": "wide", "parameters": {"percent": True}}
    made = study(tables=YML["tables"] | {"nkflow": flow})
    assert made.has("nkflow")
    assert made.path("nkflow") == tmp_path / "flow.csv"
    assert made.declaration.tables["nkflow"][0].parameters == {"percent": True}


def test_reading_a_study_loads_no_plotting_and_no_notebook_library():
    code = "import sys; from analysis import cohort; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert not {"matplotlib", "lifelines", "seaborn", "papermill", "polars", "pyreadstat"} & set(loaded.split())


def test_the_real_lung_cancer_trial_reads_as_published(tmp_path):
    """R: survival::lung has 228 subjects, 165 deaths, 138 men (sex 1) and 90 women."""
    import runpy

    (tmp_path / "study.yml").write_text((ROOT / "data" / "ncctg-lung" / "study.yml").read_text())
    made = runpy.run_path(str(ROOT / "data" / "ncctg-lung" / "make_tables.py"))
    lung = made["subjects"]()
    made["adsl"](lung).to_csv(tmp_path / "adsl.csv", index=False)
    made["adtte"](lung).to_csv(tmp_path / "adtte.csv", index=False)
    study = cohort.read(tmp_path)
    tte = study.endpoint("OS")
    assert (len(tte), tte["event"].sum(), tte["time"].sum()) == (228, 165, 69593)
    assert study.group("sex").value_counts().to_dict() == {"M": 138, "F": 90}
    assert study.group("ecog").value_counts().to_dict() == {"0": 63, "1": 113, "2-3": 51}


@pytest.mark.skipif(not REAL.exists(), reason="the public example data are not here")
def test_the_cdisc_pilot_reads_as_a_study(tmp_path):
    tables = {name: f"{name}.xpt" for name in ("adsl", "adtte", "adae")}
    for file in tables.values():
        shutil.copy(REAL / "adam_ae" / file, tmp_path)
    arm = {"table": "adsl", "column": "TRT01A", "levels": ["Placebo", "Xanomeline Low Dose", "Xanomeline High Dose"],
           "known_day": 0}  # fmt: skip
    made = cohort.read(folder(tmp_path, tables=tables, data_cutoff=None, time_unit="days", groupings={"arm": arm}))
    tte, arm = made.endpoint("TTDE"), made.group("arm")
    assert tte["event"].sum() == 152
    assert ((tte["time"] >= 20) & (arm == "Xanomeline High Dose")).sum() == 48
    emergent = made.table("adae").query("TRTEMFL == 'Y'")["USUBJID"].drop_duplicates()
    assert arm[emergent].value_counts().to_dict() == {
        "Xanomeline High Dose": 76, "Xanomeline Low Dose": 77, "Placebo": 65,
    }  # fmt: skip


def test_an_absent_table_has_its_columns_with_their_own_kinds(study):
    made = study()
    kinds = made.table("nkflow").dtypes.astype(str).to_dict()
    assert (len(made.table("nkflow")), kinds["USUBJID"], kinds["AVAL"], kinds["ADT"]) == (
        0, "object", "float64", "datetime64[ns]",
    )  # fmt: skip
    assert made.table("ddpcr")["INFUSION"].dtype == int
    assert flow.table(made).columns.tolist() == made.table("nkflow").columns.tolist()
    assert droplets.table(made).empty
    assert droplets.blanks(made).empty


def test_a_table_of_ones_own_makes_groupings_and_keeps_numbers_and_codes(tmp_path):
    rows = "USUBJID,AVISIT,PARAMCD,AVAL,score,site\n001,Baseline,IL6,5,1.5,007\n002,Baseline,IL6,9,2,012\n"
    il6 = {"table": "cyto", "where": {"PARAMCD": "IL6"}, "column": "AVAL", "cut": [6], "known_day": 0}
    place = folder(tmp_path, extra={"cyto": rows}, groupings={"il6": il6})
    with pytest.raises(StudyError, match="one of your own says own: true"):
        cohort.read(place)
    text = (place / "study.yml").read_text().replace("cyto: cyto.csv", "cyto: {file: cyto.csv, own: true}")
    (place / "study.yml").write_text(text)
    made = cohort.read(place)
    assert made.group("il6").dropna().tolist() == ["<6", ">=6"]
    assert made.table("cyto")[["AVAL", "score", "site"]].values.tolist() == [[5, 1.5, "007"], [9, 2.0, "012"]]


def test_a_column_that_all_of_an_optional_table_needs_is_left_out_with_its_name_and_the_core_stands(study):
    made = study(extra={"adae": "USUBJID,AETERM\n001,Rash\n"})
    assert made.endpoint("OS")["event"].sum() == 2
    assert any(note.startswith("adae.csv has no column AEDECOD") for note in made.notes)
    with pytest.raises(NotInData, match="adae.csv has no column AEDECOD"):
        made.table("adae")


@pytest.mark.parametrize(
    ("grouping", "told"),
    [
        ({"name": "ctdna_chnge"}, 'groupings.ctdna_chnge: found "ctdna_chnge"; expected a grouping that 2_ctdna makes'),
        ({"levels": ["increased", "decrased"]}, "expected the levels that 2_ctdna makes: increased, decreased"),
        ({"section": "4_mif_cutoff"}, "expected a grouping that 4_mif_cutoff makes; known: none"),
    ],
)
def test_a_grouping_of_a_section_has_its_name_and_levels(problems, grouping, told):
    made = {"section": "2_ctdna", "levels": ["increased", "decreased"], "known_day": 43} | grouping
    assert told in problems(groupings={made.pop("name", "ctdna_change"): made})[0]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (
            {"cells": {"file": "c", "sheet": "1"}},
            'tables.cells.sheet: found "sheet"; expected a key that cells is read',
        ),
        ({"cells": ["c", "d"]}, 'tables.cells.1: found "d"; expected one file or folder for cells'),
        ({"published": {"file": "c", "decimal": ","}}, 'tables.published.decimal: found "decimal"; expected a key'),
        ({"adsl": {"file": "adsl.csv", "layout": "wide"}}, 'tables.adsl.layout: found "wide"; expected no layout, or'),
        ({"adsl": {"file": "adsl.csv", "parameters": {"x": 1}}}, 'found "x"; expected no parameters without a layout'),
    ],
)
def test_a_key_that_the_reader_of_a_table_does_not_know_is_refused(tmp_path, table, told):
    for name in "cd":
        (tmp_path / name).mkdir()
    made = folder(tmp_path)
    tables = YML["tables"] | table
    (made / "study.yml").write_text(yaml.safe_dump(YML | {"tables": tables}))
    with pytest.raises(StudyError) as error:
        cohort.read(made)
    assert told in str(error.value)
