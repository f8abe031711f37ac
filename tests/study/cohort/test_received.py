"""What was read of each table, how it was written, and what was translated."""

import pandas as pd
import pytest

from analysis.study import cohort
from analysis.study.cohort import received

YML = """id: s
title: t
synthetic: true
time_unit: months
visits: [Baseline, Week 6]
tables:
  adsl: {file: people.csv, ignore: {ARM: Screen}, columns: {USUBJID: Patient, TRTSDT: Start},
         values: {SEX: {m: M, w: F}}}
  adtte: {file: times.tsv, constants: {PARAMCD: OS}}
  samples: samples.csv
  variants: calls.maf
"""
FILES = {
    "people.csv": "Patient;SEX;ARM;Start\n1;m;A;2022-01-17\n2;w;A;2022-01-18\n9;w;Screen failure;\n",
    "times.tsv": "USUBJID\tAVAL\tCNSR\n1\t2,5\t0\n2\t3,5\t1\n",
    "samples.csv": "USUBJID,SAMPLEID,AVISIT,ADT\n1,a,Baseline,2022-01-17\n1,b,Week 6,2022-03-01\n",
    "calls.maf": "Tumor_Sample_Barcode\tHugo_Symbol\na\tTP53\n",
}


@pytest.fixture
def found(tmp_path):
    for name, text in (FILES | {"study.yml": YML}).items():
        (tmp_path / name).write_text(text, encoding="utf-16" if name == "people.csv" else "utf-8")
    return cohort.read(tmp_path).received


def test_rows_subjects_and_dates_of_each_table_are_counted(found):
    tables = found.tables.set_index("table")
    assert list(tables.loc["adsl", ["n_read", "n_left_out", "n_used", "n_subjects", "n_absent"]]) == [3, 1, 2, 2, 0]
    assert tables.loc["adsl", "why"] == "left out: named by ignore"
    assert list(tables.loc["samples", ["n_read", "n_used", "n_subjects", "n_absent"]]) == [2, 2, 1, 1]
    assert list(tables.loc["samples", ["first", "last"]]) == ["2022-01-17", "2022-03-01"]
    assert tables.loc["adtte", "first"] == ""
    assert (tables.loc["variants", "why"], pd.isna(tables.loc["variants", "n_read"])) == (
        "read by its own reader",
        True,
    )


def test_how_a_file_is_written_and_what_was_translated_is_said(found):
    tables = found.tables.set_index("table")
    assert list(tables["written"])[:2] == ["UTF-16, semicolon, decimal point", "UTF-8, tab, decimal comma"]
    assert tables.loc["adsl", "translated"] == "USUBJID is “Patient”; TRTSDT is “Start”; SEX: “m” as M, “w” as F"
    assert tables.loc["adtte", "translated"] == "PARAMCD is OS in every row"
    assert tables.loc["samples", "translated"] == (
        "ADY of 2 rows is counted from ADT and the day of first treatment (TRTSDT); "
        "AVISITN is the place of the visit in study.yml, from 0"
    )


def test_a_check_keeps_its_notes_only_where_something_is_against_it(found):
    assert received.check("x", "adsl", 4, 0, "a note") == ("x", "adsl", 4, 0, ())
    assert received.check("x", "adsl", 4, 1, "a note").notes == ("a note",)
    assert list(found.checks.columns) == ["check", "table", "n", "n_against", "notes"]
    assert found.checks.set_index(["check", "table"]).loc[("no row stands twice", "samples"), "n"] == 2
