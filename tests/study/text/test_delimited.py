"""The delimiter and the header row of a text, told from its lines."""

import pytest

from analysis.study.problems import Unreadable
from analysis.study.text import delimited


def known(names):
    return "USUBJID" in names


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("among", [",;\t", "\t;,"])
def test_the_delimiter_is_that_under_which_the_rows_are_as_wide_as_the_header(mark, among):
    text = mark.join(["Visit, planned; or not" if mark == "\t" else "A", "B", "C"]) + "\n" + mark.join("123") + "\n"
    assert delimited.delimiter(text, delimited.unknown, among) == mark


def test_a_known_header_goes_before_all_else():
    text = "Report, made by hand, of all\nUSUBJID;AGE\nP1;60,5\nP2;61,5\n"
    assert delimited.delimiter(text, known) == ";"
    assert delimited.delimiter("USUBJID\nP1\n", known) == ","


def test_lines_above_a_known_header_and_comments_are_left_out():
    records, lines = delimited.records("Export of 3 May\n\nUSUBJID,AGE\nP1,60\n", ",", "t.csv")
    assert (delimited.header_row(records, known), lines) == (1, [1, 3, 4])
    records, _ = delimited.records("#version 2.4\n# by hand\nA\tB\n1\t2\n", "\t", "t.maf")
    assert delimited.header_row(records, delimited.unknown) == 2
    records, _ = delimited.records("## calls\n#CHROM\tPOS\n1\t2\n", "\t", "t.tsv")
    assert delimited.header_row(records, delimited.unknown) == 1


def test_a_quotation_mark_is_a_letter_in_tab_separated_text_only():
    assert delimited.records('A\tB\n5" tube\t"x\n', "\t", "t.tsv")[0][1] == ['5" tube', '"x']
    with pytest.raises(Unreadable, match="line 2: .*expected closed quotes"):
        delimited.records('A,B\n1,"x\n', ",", "t.csv")
