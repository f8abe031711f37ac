"""Kinds of column, how text becomes their values, and every cell that does not fit told with its place."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.study.tables import PATH_ONLY, REQUIRED, SCHEMAS, TABLES, RawTable, lacking, typed
from analysis.study.tables.schemas import column, converted


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_by_python_reads_back_as_itself(number):
    values, unread = converted(pd.Series([repr(number)], dtype=object), "number")
    assert not unread.any()
    assert values[0] == number


@pytest.mark.parametrize(
    ("kind", "words", "values", "unread"),
    [
        ("text", ["a", "", "NA"], ["a", None, None], [False, False, False]),
        ("number", ["1.5", "", "x"], [1.5, None, None], [False, False, True]),
        ("date", ["2020-03-01", "2020-03", "2020-13-01"], ["2020-03-01", None, None], [False, False, True]),
        ("exact date", ["2020-03-01T09:30", "2020-03", ""], ["2020-03-01", None, None], [False, True, False]),
        ("unit", ["MONTH", "days", ""], ["months", "days", None], [False, False, False]),
    ],
)
def test_text_becomes_the_values_of_its_kind_and_what_cannot_be_read_is_marked(kind, words, values, unread):
    found, mask = converted(pd.Series(words, dtype=object), kind)
    expected = pd.to_datetime(pd.Series(values)) if kind.endswith("date") else pd.Series(values)
    assert found.isna().tolist() == expected.isna().tolist()
    assert found.dropna().tolist() == expected.dropna().tolist()
    assert mask.tolist() == unread


def test_each_cell_may_have_a_decimal_mark_of_its_own():
    found, unread = converted(pd.Series(["1,5", "1.5"], dtype=object), "number", pd.Series([",", "."]))
    assert (found.tolist(), unread.any()) == ([1.5, 1.5], False)


def test_a_column_says_what_it_expects_and_how_much_of_it_must_be_there():
    must, may, gaps = (column("whole", low=0, needed=needed) for needed in (True, False, "column"))
    assert [(one.required, one.nullable) for one in (must, may, gaps)] == [(True, False), (False, True), (True, True)]
    assert must.dtype.type == np.int64
    assert may.dtype.type == np.float64
    assert column("text", among=["M", "F"]).metadata == {"kind": "text", "expected": "one of M, F"}
    assert column("date").metadata["expected"] == "a date as YYYY-MM-DD"


def test_every_table_begins_with_its_subject_and_no_table_is_read_twice():
    assert all(list(schema.columns)[:2] == ["STUDYID", "USUBJID"] for schema in SCHEMAS.values())
    assert all(set(schema.metadata["key"]) <= set(schema.columns) for schema in SCHEMAS.values())
    assert len(set(TABLES)) == len(SCHEMAS) + len(PATH_ONLY)
    assert set(REQUIRED) <= set(SCHEMAS)


ADTTE = {"USUBJID": ["01", "02"], "PARAMCD": ["OS", "OS"], "AVAL": ["3.5", "7"], "CNSR": ["0", "1"]}
NKFLOW = {"USUBJID": ["01"], "AVISIT": ["Baseline"], "PARAMCD": ["PD1"], "AVAL": ["12.5"]}
SAMPLES = {"USUBJID": ["01"], "SAMPLEID": ["01-B"], "AVISIT": ["Baseline"], "CFDNA": ["8"]}
DDPCR = {"USUBJID": ["01"], "INFUSION": ["1"], "HOURS": ["4"], "AVAL": ["0"]}


def sheet(columns, file="t.csv"):
    cells = pd.DataFrame(columns, dtype=object)
    return RawTable(cells, [(file, f"line {row + 2}") for row in range(len(cells))], {}, (file,))


def checked(name, **columns):
    """The frame and the problems, as text, of a table given by its columns."""
    frame, problems = typed(name, sheet(columns))
    return frame, [str(problem) for problem in problems]


def test_times_are_float_and_cnsr_is_whole():
    frame, problems = checked("adtte", **ADTTE)
    assert problems == []
    assert frame["AVAL"].tolist() == [3.5, 7.0]
    assert frame["CNSR"].dtype == np.int64
    assert frame["USUBJID"].tolist() == ["01", "02"]


@pytest.mark.parametrize(
    "value", ["-3", "soon", "", "NA", "inf", "-Inf", "nan", "1e", "1e999", "0x10", "1_000", "1 000", "<5"]
)
def test_a_time_is_a_finite_number_of_0_or_more(value):
    _, problems = checked("adtte", **(ADTTE | {"AVAL": ["3.5", value]}))
    expected = "a time to event or censoring of 0 or more"
    assert problems == [f't.csv, line 3, column AVAL: found "{value}"; expected {expected}']


@pytest.mark.parametrize(
    ("value", "number"), [("0", 0), (".5", 0.5), ("2.", 2), ("1e2", 100), ("+3", 3), ("1.5E-1", 0.15)]
)
def test_numbers_may_be_written_as_usual(value, number):
    frame, problems = checked("adtte", **(ADTTE | {"AVAL": ["3.5", value]}))
    assert problems == []
    assert frame["AVAL"][1] == pytest.approx(number)


def test_a_decimal_comma_is_refused_with_a_hint():
    _, problems = checked("adtte", **(ADTTE | {"AVAL": ["3,5", "1"]}))
    assert problems[0].endswith('0 or more, with a decimal point (or decimal: "," in study.yml)')


@pytest.mark.parametrize("value", ["dead", "-1", "0.5", "", "TRUE"])
def test_cnsr_is_0_or_a_whole_number_above(value):
    _, problems = checked("adtte", **(ADTTE | {"CNSR": ["0", value]}))
    expected = "a whole number: 0 for an event, 1 or more for censored"
    assert problems == [f't.csv, line 3, column CNSR: found "{value}"; expected {expected}']


def test_cnsr_written_as_a_decimal_is_whole_all_the_same():
    frame, problems = checked("adtte", **(ADTTE | {"CNSR": ["0.0", "2.0"]}))
    assert problems == []
    assert frame["CNSR"].tolist() == [0, 2]


@pytest.mark.parametrize(
    ("word", "unit"), [("MONTHS", "months"), ("Month", "months"), ("days", "days"), ("YEAR", "years")]
)
def test_units_are_taken_in_any_case_and_number(word, unit):
    frame, problems = checked("adtte", **ADTTE, AVALU=[word, ""])
    assert problems == []
    assert frame["AVALU"][0] == unit
    assert frame["AVALU"].isna().tolist() == [False, True]


def test_an_unknown_unit_is_refused():
    _, problems = checked("adtte", **ADTTE, AVALU=["MOONS", "MONTHS"])
    assert problems == ['t.csv, line 2, column AVALU: found "MOONS"; expected one of DAYS, WEEKS, MONTHS, YEARS']


def test_an_endpoint_stands_once_for_each_subject():
    repeated = {name: [*values, values[0]] for name, values in ADTTE.items()}
    _, problems = checked("adtte", **repeated)
    assert problems == [
        't.csv, line 4, column USUBJID: found "01, OS"; expected one row for each USUBJID and PARAMCD'
        " (first in t.csv, line 2)"
    ]


def test_a_subject_stands_once_in_adsl_and_must_have_a_name():
    _, problems = checked("adsl", USUBJID=["01", "01", ""])
    assert [problem.split(";")[0] for problem in problems] == [
        't.csv, line 3, column USUBJID: found "01"',
        't.csv, line 4, column USUBJID: found ""',
    ]


def test_every_missing_column_is_named_with_the_nearest_one_there():
    _, problems = checked("adtte", USUBJID=["01"], PARAMCD=["OS"], AVAL=["1"], CNSRR=["0"])
    assert len(problems) == 1
    assert problems[0].startswith("t.csv, column CNSR: missing; expected a whole number: 0 for an event")
    assert 'did you mean "CNSRR"?' in problems[0]


def test_all_problems_come_at_once_and_in_the_order_of_rows():
    table = {"USUBJID": ["01", "02", "03"], "PARAMCD": ["OS"] * 3, "AVAL": ["1", "-3", "x"], "CNSR": ["dead", "0", "2"]}
    _, problems = checked("adtte", **table)
    assert [problem.split(":")[0] for problem in problems] == [
        "t.csv, line 2, column CNSR", "t.csv, line 3, column AVAL", "t.csv, line 4, column AVAL",
    ]  # fmt: skip


def test_columns_of_a_studys_own_stay_text():
    frame, problems = checked("adsl", USUBJID=["01"], KPS=["090"], ARM=["NA"])
    assert problems == []
    assert frame["KPS"].tolist() == ["090"]
    assert frame["ARM"].isna().all()


@pytest.mark.parametrize("value", ["2020-03", "2020", "2020-13-01", "2020-02-30", "23/03/2020", "23MAR2020"])
def test_a_start_date_must_be_whole(value):
    _, problems = checked("adtte", **ADTTE, STARTDT=["2020-03-23", value])
    assert problems == [f't.csv, line 3, column STARTDT: found "{value}"; expected a whole date as YYYY-MM-DD']


@pytest.mark.parametrize("value", ["2020-03", "2020", "2020-UN-UN", "2020-03-UNK", "2020---05"])
def test_a_partial_date_is_missing_where_the_day_is_not_needed(value):
    frame, problems = checked("adae", USUBJID=["01"], AEDECOD=["Fatigue"], ASTDT=[value])
    assert problems == []
    assert frame["ASTDT"].isna().all()


@pytest.mark.parametrize("value", ["2020-02-30", "23/03/2020", "yesterday"])
def test_a_date_that_is_none_is_refused_everywhere(value):
    _, problems = checked("adae", USUBJID=["01"], AEDECOD=["Fatigue"], ASTDT=[value])
    assert problems == [f't.csv, line 2, column ASTDT: found "{value}"; expected a date as YYYY-MM-DD']


def test_a_date_with_a_time_is_its_day():
    frame, _ = checked("adtte", **ADTTE, STARTDT=["2020-03-23T10:30:00", "2020-03-23 10:30"])
    assert (frame["STARTDT"] == pd.Timestamp("2020-03-23")).all()


@pytest.mark.parametrize("value", ["3-4", "0", "6", "2.5", "Grade 3"])
def test_a_grade_is_one_whole_number_from_1_to_5(value):
    _, problems = checked("adae", USUBJID=["01"], AEDECOD=["Fatigue"], AETOXGR=[value])
    assert problems == [f't.csv, line 2, column AETOXGR: found "{value}"; expected one whole CTCAE grade from 1 to 5']


@pytest.mark.parametrize("value", ["132", "-1", "12.3 %"])
def test_percent_of_nk_cells_lie_from_0_to_100(value):
    _, problems = checked("nkflow", **(NKFLOW | {"AVAL": [value]}))
    assert len(problems) == 1
    assert problems[0].startswith(f't.csv, line 2, column AVAL: found "{value}"; expected a percent from 0 to 100')


@pytest.mark.parametrize(
    ("name", "table", "column", "values"),
    [
        ("nkflow", NKFLOW, "AVAL", ["0", "100"]),
        ("adtte", {name: values[:1] for name, values in ADTTE.items()}, "AVAL", ["0"]),
        ("adsl", {"USUBJID": ["01"]}, "AGE", ["0", "120"]),
        ("adsl", {"USUBJID": ["01"]}, "ECOG", ["0", "5"]),
        ("adae", {"USUBJID": ["01"], "AEDECOD": ["Rash"]}, "AETOXGR", ["1", "5"]),
        ("fractions", {"USUBJID": ["01"]}, "CD8+", ["0", "1"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_ends_of_a_range_belong_to_it(name, table, column, values):
    for value in values:
        assert checked(name, **(table | {column: [value]}))[1] == []


def test_a_failed_flow_sample_may_be_blank_but_its_column_must_be_there():
    frame, problems = checked("nkflow", **(NKFLOW | {"AVAL": [""]}))
    assert problems == []
    assert frame["AVAL"].isna().all()
    kept = {name: NKFLOW[name] for name in ("USUBJID", "AVISIT", "PARAMCD")}
    assert lacking("nkflow", kept) == ["AVAL"]
    assert checked("nkflow", **kept)[1] == []  # what reads the table is left out, and the rest of the report made


@pytest.mark.parametrize(
    ("name", "table"), [("nkflow", NKFLOW), ("samples", SAMPLES), ("ddpcr", DDPCR)], ids=lambda value: str(value)[:8]
)
def test_a_visit_measured_twice_is_refused(name, table):
    _, problems = checked(name, **{column: values * 2 for column, values in table.items()})
    assert "expected one row for each USUBJID and" in problems[0]


def test_fractions_lie_from_0_to_1_in_every_marker_column():
    frame, problems = checked("fractions", STUDYID=["S"], USUBJID=["01"], **{"CD56+PD-L1+": ["0.25"], "CD8+": ["25"]})
    assert problems == ['t.csv, line 2, column CD8+: found "25"; expected a fraction from 0 to 1']
    assert frame["CD56+PD-L1+"].tolist() == [0.25]
    assert frame["STUDYID"].tolist() == ["S"]


def test_a_concentration_below_zero_is_refused_and_one_below_the_limit_may_be_blank():
    _, problems = checked("ddpcr", **(DDPCR | {"AVAL": ["-2"]}))
    assert problems == ['t.csv, line 2, column AVAL: found "-2"; expected copies per microgram of DNA, 0 or more']
    _, problems = checked("ddpcr", **(DDPCR | {"AVAL": [""]}), BLQFL=["Y"])
    assert problems == []


def test_what_was_found_in_tissue_is_one_of_two_words_and_lysis_is_at_most_everything():
    found = {"USUBJID": ["1"], "ASSAY": ["stain"], "SPECIMEN": ["biopsy"], "INFUSION": ["8"], "HOURS": ["168"]}
    _, problems = checked("homing", **found, AVALC=["yes"])
    assert problems == ['t.csv, line 2, column AVALC: found "yes"; expected one of DETECTED, NOT DETECTED']
    wells = {"USUBJID": ["1"], "EFFECTOR": ["NK"], "TARGET": ["A549"], "REPLICATE": ["1"]}
    _, problems = checked("killing", **wells, RATIO=["0"], AVAL=["101"])
    assert [problem.split(":")[0] for problem in problems] == [
        "t.csv, line 2, column AVAL", "t.csv, line 2, column RATIO",
    ]  # fmt: skip
    assert checked("killing", **wells, RATIO=["2.5"], AVAL=["-3.1"])[1] == []


def test_best_response_stands_once_for_each_subject_and_visits_as_often_as_there_are():
    visits = {"USUBJID": ["01"] * 3, "PARAMCD": ["OVR", "OVR", "BOR"], "AVALC": ["PR", "PD", "PR"]}
    assert checked("adrs", **visits)[1] == []
    _, problems = checked("adrs", USUBJID=["01"] * 2, PARAMCD=["BOR"] * 2, AVALC=["PR", "PD"])
    assert 'found "01, BOR"' in problems[0]


def test_a_mapped_column_is_named_as_the_user_knows_it():
    mapped = sheet(ADTTE | {"AVAL": ["x", "1"]})
    mapped.spelling["AVAL"] = "OS months"
    assert str(typed("adtte", mapped)[1][0]).startswith('t.csv, line 2, column AVAL (OS months): found "x"')


def test_an_empty_table_has_no_problem_but_its_columns():
    for name, schema in SCHEMAS.items():
        frame, problems = typed(
            name, sheet({column: [] for column in schema.columns if not schema.columns[column].regex})
        )
        assert problems == []
        assert frame.empty


@given(st.permutations(range(4)))
def test_the_order_of_rows_changes_no_value(order):
    table = pd.DataFrame(
        {"USUBJID": list("abcd"), "PARAMCD": "OS", "AVAL": ["1", "2.5", "0", "9"], "CNSR": list("0120")}
    )
    frame, problems = typed("adtte", sheet(table.iloc[list(order)].reset_index(drop=True)))
    plain, _ = typed("adtte", sheet(table))
    assert problems == []
    pd.testing.assert_frame_equal(frame.sort_values("USUBJID", ignore_index=True), plain)
