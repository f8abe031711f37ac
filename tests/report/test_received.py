"""The part on the data as received: a row for each table, a row for each kind of check, the same as CSV."""

import pandas as pd

from analysis.report import received
from analysis.report.blocks import Table
from tests.study.cohort.test_derived import study

ADAE = "USUBJID,AEDECOD,ASTDY\n1,Rash,0\n1,Rash,0\n"
ADRS = "USUBJID,PARAMCD,AVALC,ADY\n1,OVR,SD,0\n"


def texts(block):
    return {column.heading: [cell.words for cell in column.cells] for column in block.columns}


def test_tables_and_checks_are_printed_and_checks_of_a_kind_stand_together(tmp_path):
    made = study(tmp_path, adae=ADAE, adrs=ADRS)
    tables, checks, unused = (texts(block) for block in received.shown(made) if isinstance(block, Table))
    assert unused["File or table"] == ["adsl", "adtte", "adae", "adrs"]
    assert unused["Which"][0] == "RFICDT, TRTEDT, SAFFL, DCTREAS"
    assert tables["Table"] == ["adsl adsl.csv", "adtte adtte.csv", "adae adae.csv", "adrs adrs.csv"]
    assert tables["Without a row"] == ["0", "0", "2", "2"]
    assert tables["Dates"] == ["2022-01-17", "–", "–", "–"] or tables["Dates"][0] == "2022-01-17"
    zero = checks["Check"].index("No study day is 0 adae, adrs")
    assert [checks[name][zero] for name in ("Looked at", "Against it")] == ["3", "3"]
    assert checks["Which"][zero].count("the first treatment is day 1.") == 2


def test_the_same_stands_in_files(tmp_path):
    made = study(tmp_path, adae=ADAE)
    files = received.files(made)
    assert list(files) == ["data_received.csv", "data_checks.csv", "data_unused.csv"]
    assert files["data_checks.csv"].decode().splitlines()[0] == "check,table,n,n_against,notes"
    assert len(files["data_received.csv"].splitlines()) == 1 + len(made.received.tables)
    assert isinstance(made.received.tables, pd.DataFrame)
