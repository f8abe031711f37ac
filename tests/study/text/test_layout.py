"""The layout of a file is told from its bytes and lines, or told to be unclear with how to save it; never guessed."""

import gzip

import pytest

from analysis.study import text
from analysis.study.problems import Unreadable
from analysis.study.text import layout
from analysis.study.text.layout import contents, decoded


def known(names):
    return "USUBJID" in names


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("among", [",;\t", "\t;,"])
def test_the_delimiter_is_that_under_which_the_rows_are_as_wide_as_the_header(mark, among):
    text = mark.join(["Visit, planned; or not" if mark == "\t" else "A", "B", "C"]) + "\n" + mark.join("123") + "\n"
    assert layout.delimiter(text, layout.unknown, among) == mark


def test_a_known_header_goes_before_all_else():
    text = "Report, made by hand, of all\nUSUBJID;AGE\nP1;60,5\nP2;61,5\n"
    assert layout.delimiter(text, known) == ";"
    assert layout.delimiter("USUBJID\nP1\n", known) == ","


@pytest.mark.parametrize(
    "text",
    ["A, of all, this;B\n1;2\n3;4\n", "Visit, planned;B;C\nr1;1,5;2;3\nr2;2,5;2;3\n"],
    ids=["two columns", "names of rows without a heading"],
)
def test_rows_as_wide_as_the_header_or_wider_by_a_name_tell_the_delimiter(text):
    assert layout.delimiter(text, layout.unknown) == ";"


def test_comments_alone_have_the_first_delimiter():
    assert layout.delimiter("# a;b\n", layout.unknown) == ","


def test_lines_above_a_known_header_and_comments_are_left_out():
    records, lines = layout.records("Export of 3 May\n\nUSUBJID,AGE\nP1,60\n", ",", "t.csv")
    assert (layout.header_row(records, known), lines) == (1, [1, 3, 4])
    records, _ = layout.records("#version 2.4\n# by hand\nA\tB\n1\t2\n", "\t", "t.maf")
    assert layout.header_row(records, layout.unknown) == 2
    records, _ = layout.records("## calls\n#CHROM\tPOS\n1\t2\n", "\t", "t.tsv")
    assert layout.header_row(records, layout.unknown) == 1
    assert layout.header_row([["Export of 3 May"], ["A", "B"]], layout.unknown) == 1


def test_a_quotation_mark_is_a_letter_in_tab_separated_text_only():
    assert layout.records('A\tB\n5" tube\t"x\n', "\t", "t.tsv")[0][1] == ['5" tube', '"x']
    with pytest.raises(Unreadable, match="line 2: .*expected closed quotes"):
        layout.records('A,B\n1,"x\n', ",", "t.csv")


WORDS = "Größe;µ+;“naïve”;±2 °C;10 m²/g;50 €\n"


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le", "utf-16-be"])
def test_western_text_is_read_in_each_encoding_as_it_was_written(name):
    assert decoded(WORDS.encode(name), "t.csv")[0] == WORDS


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("编号,性别\n1,男\n", "gbk"), ("患者,年龄\n1,60\n", "gbk"), ("ID,Пол\n1,мужской\n", "cp1251"),
        ("ID,Imię\n1,Wałęsa\n", "cp1250"), ("ID,Größe\n1,groß\n", "mac-roman"), ("ID,名前\n1,山田\n", "shift-jis"),
        ("ID,né\n1,é\n", "cp437"), ("ID,이름\n1,김\n", "euc-kr"),
    ],
)  # fmt: skip
def test_other_encodings_are_refused_with_how_to_save_the_file(words, name):
    with pytest.raises(Unreadable, match='found "byte 0x.*save the file again as "CSV UTF-8"') as refused:
        decoded(words.encode(name), "t.csv")
    assert refused.value.problems[0].row in ("line 1", "line 2")


def test_bytes_that_no_encoding_has_are_told_with_their_line(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"A,B\n1,x\n2,\x81\n")
    with pytest.raises(Unreadable, match='t.csv, line 3: found "byte 0x81"'):
        text.read(tmp_path / "t.csv")


def test_a_workbook_of_old_excel_is_told_by_what_it_is(tmp_path):
    (tmp_path / "t.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    with pytest.raises(Unreadable, match="Excel 97-2003.*saved as XLSX"):
        text.read(tmp_path / "t.xls")


def test_the_beginning_of_a_file_may_end_within_a_letter():
    data = "aé".encode()
    assert decoded(data[:-1], "t.csv", whole=False)[0] == "a"
    assert decoded("é".encode("utf-16")[:-1], "t.csv", whole=False)[0] == ""


def test_gzip_is_unpacked_by_its_bytes_whatever_the_name(tmp_path):
    (tmp_path / "t.csv").write_bytes(gzip.compress(b"A\n1\n"))
    assert contents(tmp_path / "t.csv") == b"A\n1\n"
    assert contents(tmp_path / "t.csv", 2) == b"A\n"


@pytest.mark.parametrize("data", [b"ID,x\0y,value\n1,2,3\n", "ID\0,x\n1,2\n".encode("utf-16-le")])
def test_zero_bytes_within_a_line_are_no_text(data):
    with pytest.raises(Unreadable, match='found "byte 0x00"'):
        decoded(data, "t.csv")


def test_comments_alone_have_no_header_below_them():
    assert layout.header_row([["# a", "b"], ["# c", "d"]], layout.unknown) == 2


def test_an_encoding_is_described_by_the_name_that_people_know():
    assert layout.described("cp1252", ";").startswith("Windows-1252, ")
    assert layout.described("utf-8", ",").startswith("UTF-8, ")
