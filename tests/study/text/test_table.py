"""One table file: what a cell says stays what it says, a row keeps its place, and a stream has the same cells."""

import datetime
import gzip
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.study import text
from analysis.study.problems import Unreadable
from analysis.study.text import table

REAL = Path(__file__).parents[4] / "shared" / "data"


def written(folder, text, name="t.csv"):
    path = folder / name
    path.write_bytes(text.encode("utf-8"))
    return path


def problems(path, **options):
    with pytest.raises(Unreadable) as caught:
        text.read(path, **options)
    return str(caught.value).splitlines()


def test_cells_are_text_and_leading_zeros_survive(tmp_path):
    frame = text.read(written(tmp_path, "USUBJID,AVAL\n0012,1.50\n7,\n"))
    assert frame.to_dict("list") == {"USUBJID": ["0012", "7"], "AVAL": ["1.50", ""]}


def test_a_row_is_named_by_the_line_that_an_editor_shows(tmp_path):
    frame = text.read(written(tmp_path, 'A,B\r\n1,"two\r\nlines"\r\n\r\n,\r\n2,x\r\n'))
    assert frame.index.name == "line"
    assert list(frame.index) == [2, 6]


def test_empty_lines_above_the_header_count_as_lines(tmp_path):
    assert list(text.read(written(tmp_path, "\n\nA,B\n1,2\n")).index) == [4]


@pytest.mark.parametrize(
    ("name", "content"),
    [("t.csv", "A,B\n1,x\n"), ("t.tsv", "A\tB\n1\tx\n"), ("t.txt", "A\tB\n1\tx\n"), ("t.csv", "A;B\n1;x\n")],
)
def test_the_delimiter_is_that_of_the_name_or_a_spreadsheets_semicolon(tmp_path, name, content):
    assert text.read(written(tmp_path, content, name)).to_dict("list") == {"A": ["1"], "B": ["x"]}


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path):
    assert list(text.read(written(tmp_path, "\ufeffUSUBJID\n1\n"))) == ["USUBJID"]


def test_gz_of_a_text_file_reads_as_the_text_file(tmp_path):
    (tmp_path / "t.tsv.gz").write_bytes(gzip.compress(b"A\tB\n01\tx\n"))
    assert text.read(tmp_path / "t.tsv.gz").to_dict("list") == {"A": ["01"], "B": ["x"]}


def test_a_broken_gz_is_told(tmp_path):
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"A,B\n1,2\n" * 50)[:-12])
    assert "expected a whole gzip file" in problems(tmp_path / "t.csv.gz")[0]


def test_names_lose_blanks_line_breaks_and_full_width_forms(tmp_path):
    frame = text.read(written(tmp_path, 'Patient No ,"PD-L1\n（％）"\n1,2\n'))
    assert list(frame) == ["Patient No", "PD-L1 (%)"]


def test_columns_without_name_and_values_are_left_out(tmp_path):
    assert list(text.read(written(tmp_path, "A,,B,,,\n1,,2,,,\n"))) == ["A", "B"]


def test_every_row_of_the_wrong_width_is_listed(tmp_path):
    assert problems(written(tmp_path, "A,B\n1,2,3\n1,2\n1\n")) == [
        't.csv, line 2: found "3 values"; expected 2, one for each column name',
        't.csv, line 4: found "1 values"; expected 2, one for each column name',
    ]


def test_a_name_twice_and_a_column_without_name_are_problems(tmp_path):
    assert problems(written(tmp_path, "A,A,,B\n1,2,3,4\n")) == [
        't.csv, line 1, A: found "A"; expected each column name once',
        't.csv, line 1, column 3: found ""; expected a name above a column that holds values',
    ]


def test_an_unclosed_quote_is_told(tmp_path):
    assert "expected closed quotes" in problems(written(tmp_path, 'A,B\n1,"x\n2,y\n'))[0]


def test_an_absent_file_an_empty_file_and_an_unknown_format_are_told(tmp_path):
    assert "expected a file at" in problems(tmp_path / "none.csv")[0]
    assert "expected a header row" in problems(written(tmp_path, "\n\n"))[0]
    assert "expected a table as CSV" in problems(written(tmp_path, "x", "t.docx"))[0]


def test_a_header_without_rows_is_an_empty_table(tmp_path):
    frame = text.read(written(tmp_path, "A,B\n"))
    assert list(frame) == ["A", "B"]
    assert frame.empty


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=8).map(str.strip)


@given(st.lists(st.tuples(CELLS.filter(bool), CELLS), min_size=1, max_size=8))
def test_a_frame_written_as_csv_reads_back_as_it_was(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("t") / "t.csv"
    frame = pd.DataFrame(rows, columns=["A", "B"])
    frame.to_csv(path, index=False)
    assert text.read(path).to_numpy().tolist() == frame.to_numpy().tolist()


def workbook(folder):
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("TTE")
    sheet.append([None])
    sheet.append(["Patient No ", "OS", "Start", "Status", None, None])
    sheet.append([12, 43.5, datetime.datetime(2020, 3, 23), "dead", None, None])
    sheet.append([])
    sheet.append(["013", 7.0, datetime.datetime(2020, 3, 23, 10, 30), None])
    sheet["A3"].number_format = "0000"
    book.save(folder / "t.xlsx")
    return folder / "t.xlsx"


def test_a_sheet_reads_as_what_it_shows_with_its_row_numbers(tmp_path):
    frame = text.read(workbook(tmp_path), sheet="TTE")
    assert frame.index.name == "row"
    assert list(frame.index) == [3, 5]
    assert frame.loc[3].tolist() == ["0012", "43.5", "2020-03-23", "dead"]
    assert frame.loc[5].tolist() == ["013", "7", "2020-03-23T10:30:00", ""]


def test_an_unknown_sheet_is_told_with_the_known_ones(tmp_path):
    assert problems(workbook(tmp_path), sheet="TEE") == [
        't.xlsx, sheet: found "TEE"; expected one of the sheets Notes, TTE'
    ]


def test_a_broken_workbook_is_told(tmp_path):
    assert "expected an XLSX workbook" in problems(written(tmp_path, "no zip", "t.xlsx"))[0]


DAY = datetime.date(2020, 3, 23)
FRAME = pd.DataFrame({"USUBJID": ["0012", "13"], "CNSR": [0.0, 1.0], "AVAL": [43.25, float("nan")], "ADT": [DAY] * 2})
TEXT = [["0012", "0", "43.25", "2020-03-23"], ["13", "1", "", "2020-03-23"]]


def test_sas_transport_keeps_zero_zero(tmp_path):
    """pandas.read_sas turns it into 5.4e-79, and every event would be lost."""
    pyreadstat.write_xport(FRAME, str(tmp_path / "t.xpt"), table_name="T", file_format_version=5)
    frame = text.read(tmp_path / "t.xpt")
    assert frame.index.name == "record"
    assert frame.to_numpy().tolist() == TEXT
    assert list(frame.index) == [1, 2]


def test_parquet_reads_as_the_same_text(tmp_path):
    FRAME.to_parquet(tmp_path / "t.parquet")
    assert text.read(tmp_path / "t.parquet").to_numpy().tolist() == TEXT


@pytest.mark.parametrize("name", ["t.xpt", "t.sas7bdat", "t.parquet"])
def test_a_broken_binary_file_is_told(tmp_path, name):
    assert "readable" in problems(written(tmp_path, "nothing of the kind", name))[0]


def test_values_become_text_without_loss():
    assert [text.as_text(x) for x in (None, float("nan"), pd.NaT, pd.NA)] == [""] * 4
    assert [text.as_text(x) for x in (3.0, 0.1, 10**16, -0.5, True)] == [
        "3",
        "0.1",
        "10000000000000000",
        "-0.5",
        "TRUE",
    ]


@pytest.mark.skipif(not REAL.exists(), reason="the public example data are not here")
def test_the_cdisc_pilot_has_its_known_events():
    """CDISC pilot 01, time to first dermatologic event: 254 subjects, dates and CNSR as text."""
    frame = text.read(REAL / "adam_ae" / "adtte.xpt")
    assert len(frame) == 254
    assert set(frame["CNSR"]) == {"0", "1"}
    assert frame["STARTDT"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()


ROWS = "Größe\tB\n007\tä\n008\t\n"


def cells(path):
    found = text.scan(path).collect(lambda frame: frame)
    return [list(found.columns), *map(list, found.fill_null("").rows())]


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_stream_has_the_cells_of_the_whole_file(tmp_path, name):
    path = tmp_path / "t.txt"
    path.write_bytes(("#made by hand\n" + ROWS).encode(name))
    whole = text.read(path)
    assert cells(path) == [list(whole), *whole.to_numpy().tolist()]


def test_other_bytes_far_below_the_beginning_are_read_as_windows_text(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "BEGINNING", 8)
    (tmp_path / "t.txt").write_bytes("A\tB\n1\t2\n3\tµ\n".encode("cp1252"))
    assert text.scan(tmp_path / "t.txt").plain
    assert cells(tmp_path / "t.txt")[2] == ["3", "µ"]


def test_a_row_too_wide_and_a_name_twice_are_told(tmp_path):
    (tmp_path / "t.txt").write_text("A\tB\n1\t2\t3\n")
    with pytest.raises(Unreadable, match="as many cells in each row as columns"):
        cells(tmp_path / "t.txt")
    (tmp_path / "t.txt").write_text("A\tA\n1\t2\n")
    with pytest.raises(Unreadable, match="each under its own name"):
        cells(tmp_path / "t.txt")


def test_an_empty_file_has_no_names(tmp_path):
    (tmp_path / "t.txt").write_text("")
    assert text.scan(tmp_path / "t.txt").names == ()


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_stream_ends_with_the_last_row_and_its_name_is_no_pattern(tmp_path, end):
    path = tmp_path / "t[1]*.txt"
    path.write_text(f"A\tB\n1\t2\n3\t4{end}")
    assert text.scan(path).rows == [["1", "2"], ["3", "4"]]
    assert cells(path) == [["A", "B"], ["1", "2"], ["3", "4"]]


HEAD = {"datasetJSONVersion": "1.1.0", "name": "ADTTE", "columns": [{"name": "USUBJID"}, {"name": "AVAL"}]}
DATASET = [["001", 1.5], ["002", None], ["003", 12.0]]


@pytest.mark.parametrize("kind", ["json", "ndjson"])
def test_dataset_json_is_read_as_any_table(tmp_path, kind):
    whole = json.dumps(HEAD | {"rows": DATASET})
    lines = "\n".join(map(json.dumps, [HEAD, *DATASET]))
    (tmp_path / f"adtte.{kind}").write_text(whole if kind == "json" else lines)
    frame = text.read(tmp_path / f"adtte.{kind}")
    assert frame["USUBJID"].tolist() == ["001", "002", "003"]
    assert frame["AVAL"].tolist() == ["1.5", "", "12"]
    assert (frame.index.name, list(frame.index), frame.attrs["written"]) == ("record", [1, 2, 3], "Dataset-JSON")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{}", "KeyError: 'columns'\"; expected Dataset-JSON 1.1: columns with names, and rows"),
        ("{", "JSONDecodeError"),
        ("[1]", "expected Dataset-JSON 1.1"),
        (json.dumps(HEAD | {"rows": [["001"]]}), "record 1: found \"['001']\"; expected 2 values, one for each column"),
    ],
)
def test_json_that_is_no_dataset_is_refused(tmp_path, content, told):
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(Unreadable) as error:
        text.read(tmp_path / "x.json")
    assert told in str(error.value)
