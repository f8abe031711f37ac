"""Files as hospitals keep them become tables by study.yml alone; every step is counted, every misfit is named."""

import openpyxl
import pytest

from analysis.study.declaration import Source
from analysis.study.tables import read, typed

CLINIC = [
    ["医院 汇总表（2024）"],
    ["住院号 ", "性别", "首次用药", "死亡日期", "末次随访", "PFS (mo)", None, "住院号", "ECOG"],
    [101, "女", "2022.04.12", None, "2024/03/01", "3.0 mo", None, "00101", 0],
    [102, "男", "2022-05-01", "2022-06-01", "2022-06-01", "4.5 mo", None, "00102", 1],
    [None, None, None, None, None, None, None, "00103", 1],
    ["注：随访截止"],
]


def table(folder, rows, name="adtte", **declared):
    """The typed frame, the problems and what is said of a sheet with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if rows is CLINIC:
        book.active.merge_cells("A1:F1")
    book.save(folder / "t.xlsx")
    raw, problems = read(folder, name, [Source.model_validate({"file": "t.xlsx"} | declared)])
    frame, more = typed(name, raw) if raw else (None, [])
    return frame, list(map(str, [*problems, *more])), list(raw.notes) if raw else []


def test_a_range_ends_at_the_first_empty_row_and_dates_become_times_with_the_event_that_came_first(tmp_path):
    frame, problems, said = table(
        tmp_path, CLINIC, range="A2:F", constants={"PARAMCD": "OS"}, ids={"digits": 5},
        columns={"USUBJID": "住院号", "AVAL": {"from": "首次用药", "to": ["死亡日期", "末次随访"]}},
    )  # fmt: skip
    assert problems == []
    assert frame["USUBJID"].tolist() == ["00101", "00102"]
    assert (frame["AVAL"].tolist(), frame["CNSR"].tolist()) == ([689.0, 31.0], [1, 0])
    assert frame["EVNTDESC"].tolist() == ["末次随访", "死亡日期"]
    assert said == [
        "t.xlsx: 2 USUBJID are written as `ids` in study.yml says, 101 as 00101",
        "t.xlsx: AVAL is days from 首次用药 to the earliest of 死亡日期 (1 events), else to 末次随访 (censored)",
    ]


def test_the_table_beside_is_another_range_and_a_header_row_may_be_named(tmp_path):
    frame, problems, _ = table(tmp_path, CLINIC, "adsl", range="H2:I5", columns={"USUBJID": "住院号"})
    assert (frame["ECOG"].tolist(), problems) == ([0, 1, 1], [])
    _, problems, _ = table(tmp_path, [["t"], ["x", "y"], ["USUBJID", "AGE"], ["1", 50]], "adsl", header_row=3)
    assert problems == []
    with pytest.raises(ValueError, match="a range such as"):
        Source(file="t.xlsx", range="A:B")


def test_a_title_over_the_header_is_no_header_where_no_name_is_mapped(tmp_path):
    frame, problems, _ = table(
        tmp_path, [["Summary"], ["SITE", "SUBJ", "AGE"], ["A", "1", 50]], "adsl", derived={"USUBJID": "{SITE}-{SUBJ}"}
    )
    assert (frame["USUBJID"].tolist(), problems) == (["A-1"], [])


def test_units_are_taken_off_and_another_unit_or_none_is_refused(tmp_path):
    rows = [["USUBJID", "PARAMCD", "AVAL", "CNSR"], ["1", "OS", "3.0 mo", 0], ["2", "OS", "1.5 Mo.", 1]]
    frame, problems, said = table(tmp_path, rows, units={"AVAL": "mo"})
    assert (frame["AVAL"].tolist(), problems) == ([3.0, 1.5], [])
    assert said == ["t.xlsx: AVAL: 1 numbers had mo behind them", "t.xlsx: AVAL: 1 numbers had Mo. behind them"]
    frame, _, _ = table(tmp_path, rows, units={"AVAL": {"mo": 30.4375}})
    assert frame["AVAL"].tolist() == [91.3125, 45.65625]
    for odd in ("7 d", 7):
        _, problems, _ = table(tmp_path, [*rows, ["3", "OS", odd, 1]], units={"AVAL": "mo"})
        assert f't.xlsx, row 4, column AVAL: found "{odd}"; expected a number with its unit, mo' in problems[0]
    assert 'units: {column: "mo"}' in table(tmp_path, rows)[1][0]


def test_a_cell_shown_as_percent_is_read_as_a_person_sees_it(tmp_path):
    book = openpyxl.Workbook()
    for row in (["USUBJID", "CD8"], ["1", 0.125]):
        book.active.append(row)
    book.active["B2"].number_format = "0.0%"
    book.save(tmp_path / "t.xlsx")
    assert typed("fractions", read(tmp_path, "fractions", [Source(file="t.xlsx")])[0])[1]
    raw, _ = read(tmp_path, "fractions", [Source(file="t.xlsx", units={"CD8": {"%": 0.01}})])
    assert typed("fractions", raw)[0]["CD8"].tolist() == [0.125]


def test_columns_put_below_one_another_by_name_or_pattern(tmp_path):
    rows = [["USUBJID", "PD1 T0", "PD1 T3"], ["1", 20, None], ["2", 21, 12]]
    told = {"PD1 T0": {"AVISIT": "Baseline", "ADY": 1}, "PD1 T3": {"AVISIT": "C2", "ADY": 43}}
    frame, problems, said = table(
        tmp_path, rows, "nkflow", stack={"to": "AVAL", "columns": told}, constants={"PARAMCD": "PD1"}
    )
    assert problems == []
    assert frame[["USUBJID", "AVISIT", "ADY", "AVAL"]].to_numpy().tolist() == [
        ["1", "Baseline", 1.0, 20.0], ["2", "Baseline", 1.0, 21.0], ["2", "C2", 43.0, 12.0]]  # fmt: skip
    assert said == ["t.xlsx: 2 columns are put below one another; 1 cells are blank"]
    pattern = {"to": "AVAL", "pattern": r"(?P<PARAMCD>\w+) (?P<AVISIT>T\d)"}
    again, problems, _ = table(tmp_path, rows, "nkflow", stack=pattern, values={"AVISIT": {"T0": "Baseline"}})
    assert (again["AVISIT"].tolist(), problems) == (["Baseline", "Baseline", "T3"], [])
    _, problems, _ = table(tmp_path, [["USUBJID", "PD1 T0"], ["1", 120]], "nkflow", stack=pattern)
    assert "t.xlsx, row 2, PD1 T0, column AVAL" in problems[0]


def test_rows_are_kept_or_left_out_by_their_words_and_counted(tmp_path):
    rows = [["USUBJID", "ARM"], ["1", "A"], ["2", "Screen failure"], ["3", "B"], ["4", None]]
    frame, problems, said = table(tmp_path, rows, "adsl", without={"ARM": ["Screen failure", ""]})
    assert (frame["USUBJID"].tolist(), problems) == (["1", "3"], [])
    assert said == ["t.xlsx: 2 of 4 rows are left out, those with ARM: Screen failure (1), blank (1)"]
    frame, _, said = table(tmp_path, rows, "adsl", where={"ARM": "B"})
    assert (frame["USUBJID"].tolist(), said) == (["3"], ["t.xlsx: 1 of 4 rows are read, those with ARM: B"])
    _, problems, _ = table(tmp_path, rows, "adsl", where={"ARM": ["B", "Screen fail"]})
    assert 'did you mean "Screen failure"?' in problems[0]
    _, problems, _ = table(tmp_path, rows, "adsl", without={"AMR": "B"})
    assert 'study.yml, tables.adsl.without: found "AMR"' in problems[0]


def test_one_column_has_two_names_cells_fill_down_and_repeated_rows_count_once(tmp_path):
    rows = [["No", "Time", "Gene"], ["1", "T0", "TP53"], [None, "T0", "KRAS"], ["2", "T0", "TP53"]]
    frame, problems, said = table(
        tmp_path, rows, "samples", fill_down="No", distinct=True, derived={"SAMPLEID": "{No} {Time}"},
        columns={"USUBJID": "No", "AVISIT": "Time", "ADY": "Time"}, values={"ADY": {"T0": 1}},
    )  # fmt: skip
    assert (frame["SAMPLEID"].tolist(), problems) == (["1 T0", "2 T0"], [])
    assert frame["ADY"].tolist() == [1.0, 1.0]
    assert said[0] == "t.xlsx: 1 blank cells of USUBJID repeat the cell above"
    assert said[1] == "t.xlsx: 1 rows repeat another in all declared columns and count once"


def test_an_identifier_is_what_a_pattern_finds(tmp_path):
    made = {"USUBJID": {"column": "Sample", "pattern": r"^(P\d+)_"}}
    frame, _, _ = table(tmp_path, [["Sample", "AGE"], ["P01_x", 50], ["P02_x", 51]], "adsl", derived=made)
    assert frame["USUBJID"].tolist() == ["P01", "P02"]
    _, problems, _ = table(tmp_path, [["Sample", "AGE"], ["Q01", 50]], "adsl", derived=made)
    assert 'column USUBJID: found ""; expected a subject\'s identifier' in problems[0]


def test_dates_in_the_order_declared_and_no_other(tmp_path):
    rows = [["USUBJID", "TRTSDT"], ["1", "05.03.2024"]]
    assert str(table(tmp_path, rows, "adsl", date_order="DMY")[0]["TRTSDT"][0].date()) == "2024-03-05"
    assert str(table(tmp_path, rows, "adsl", date_order="MDY")[0]["TRTSDT"][0].date()) == "2024-05-03"
    assert "expected a whole date" in table(tmp_path, rows, "adsl")[1][0]


def test_a_date_that_lacks_or_cannot_be_read_is_told_with_its_row(tmp_path):
    span = {"USUBJID": "n", "AVAL": {"from": "start", "to": ["dead", "seen"]}}
    rows = [
        ["n", "start", "dead", "seen"],
        ["1", "2024-01-01", "unknown", "2024-02-01"],
        ["2", "2024-01-01", None, None],
    ]
    _, problems, _ = table(tmp_path, rows, columns=span, constants={"PARAMCD": "OS"})
    assert problems[0] == ('t.xlsx, row 2, column dead: found "unknown"; expected a whole date as YYYY-MM-DD '
                           "(or date_order: DMY or MDY in study.yml)")  # fmt: skip
    assert problems[1] == "t.xlsx, row 3, column AVAL: missing; expected a date in dead or seen"
