"""study.yml: what its keys mean, and what is said of those that do not fit."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.study import cohort, declaration
from analysis.study.declaration.model import Grouping
from analysis.study.declaration.reading import load
from analysis.study.problems import StudyError
from tests import data_dictionary

LEAST = """\
id: t
title: A trial
synthetic: true
tables:
  adsl: adsl.csv
  adtte: adtte.csv
"""


def read(folder, text):
    (folder / "study.yml").write_text(text, encoding="utf-8")
    return declaration.read(folder)


def problems(folder, text):
    return [str(problem) for problem in read(folder, text)[2]]


def grouping(folder, text):
    """The problems of one grouping, written in one line after the least study."""
    return problems(folder, f"{LEAST}groupings:\n  g: {{{text}}}\n")


def test_the_least_study_gets_the_defaults(tmp_path):
    found, _, wrong = read(tmp_path, LEAST)
    assert wrong == []
    assert (found.time_unit, found.report_unit, found.data_cutoff) == (None, "months", None)
    assert found.tables["adsl"][0].file == "adsl.csv"
    assert found.groupings == found.populations == found.sections == {}


def test_the_key_of_a_problem_is_told_with_its_line_and_the_nearest_known_key(tmp_path):
    assert problems(tmp_path, LEAST + "reprot_unit: days\n") == [
        'study.yml, line 7, reprot_unit: found "reprot_unit"; expected a known key; did you mean "report_unit"?'
    ]


def test_an_unknown_key_deep_down_is_found_as_well(tmp_path):
    text = LEAST.replace("adtte.csv", "{file: a.csv, colums: {USUBJID: No}}")
    assert problems(tmp_path, text) == [
        'study.yml, line 6, tables.adtte.colums: found "colums"; expected a known key; did you mean "columns"?'
    ]


def test_every_problem_is_listed_and_the_rest_is_still_understood(tmp_path):
    text = LEAST.replace("synthetic: true", "synthetic: perhaps") + "report_unit: moons\ndata_cutoff: 2024-02-30\n"
    found, _, wrong = read(tmp_path, text)
    assert [str(problem).split(";")[0] for problem in wrong] == [
        'study.yml, line 3, synthetic: found "perhaps"',
        'study.yml, line 8, data_cutoff: found "2024-02-30"',
        'study.yml, line 7, report_unit: found "moons"',
    ]
    assert list(found.tables) == ["adsl", "adtte"]


def test_a_grouping_with_a_problem_does_not_take_the_others_with_it(tmp_path):
    good = "  a: {table: adsl, column: SEX, levels: [M, F], known_day: 0}\n"
    found, _, wrong = read(tmp_path, f"{LEAST}groupings:\n{good}  b: {{table: adsl}}\n")
    assert list(found.groupings) == ["a"]
    assert len(wrong) == 1


@pytest.mark.parametrize(("word", "truth"), [("true", True), ("TRUE", True), ("False", False), ("false", False)])
def test_true_and_false_are_taken_as_spreadsheets_write_them(tmp_path, word, truth):
    assert read(tmp_path, LEAST.replace("synthetic: true", f"synthetic: {word}"))[0].synthetic is truth


def test_whether_rows_are_synthetic_must_be_said(tmp_path):
    wrong = problems(tmp_path, LEAST.replace("synthetic: true\n", ""))
    assert wrong == [
        "study.yml, synthetic: missing; expected true when the rows are SYNTHETIC, false when they are of real subjects"
    ]


def test_a_grouping_without_its_day_of_knowledge_is_refused_because_of_immortal_time(tmp_path):
    wrong = grouping(tmp_path, "table: adrs, column: AVALC, levels: [CR, PD]")
    assert wrong[0].startswith("study.yml, line 8, groupings.g.known_day: missing; expected the study day")
    assert "immortal" in wrong[0]


@pytest.mark.parametrize("day", ["-1", "never", "[0]", "null"])
def test_a_day_of_knowledge_is_a_number_from_0(tmp_path, day):
    wrong = grouping(tmp_path, f"table: adsl, column: SEX, levels: [M, F], known_day: {day}")
    assert wrong[0].startswith("study.yml, line 8, groupings.g.known_day: found")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "table: adsl, column: SEX, levels: [M, F], reference: X, known_day: 0",
            'groupings.g.reference: found "X"; expected one of the levels: M, F',
        ),
        ("table: adsl, column: SEX, levels: [], known_day: 0", "a list of the groups"),
        ("table: adsl, column: SEX, levels: [M, M], known_day: 0", "each level once"),
        (
            "table: adsl, levels: [M, F], known_day: 0",
            "groupings.g.column: missing; expected table and column, or the section",
        ),
        ("levels: [M, F], known_day: 0", "groupings.g.table: missing; expected table and column, or the section"),
        ("section: 2_ctdna, table: adsl, column: SEX, levels: [M, F], known_day: 0", "either section, or table"),
        (
            "table: adsl, column: SEX, levels: [M, F], known_day: 0, landmark_day: 42",
            "no landmark for a grouping known at baseline",
        ),
        ("table: adsl, column: AGE, cut: [65, 50], levels: [a, b, c], known_day: 0", "cut points that rise"),
        (
            "table: adsl, column: AGE, cut: [50, 65], levels: [a, b], known_day: 0",
            'found "a, b"; expected 3 levels for 2 cut points',
        ),
        ("table: adsl, column: TMB, cut: 9, levels: [TMB-high, TMB-low], known_day: 0", "lowest values to the highest"),
        ("table: adsl, column: AGE, cut: 65, levels: ['>=65', '<65'], known_day: 0", "lowest values to the highest"),
    ],
)
def test_a_grouping_must_make_sense(tmp_path, text, expected):
    wrong = grouping(tmp_path, text)
    assert len(wrong) == 1
    assert expected in wrong[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("confirm_days: -3", 'response.confirm_days: found "-3"; expected least days between a response and the next'),
        ("stabel_days: 42", 'found "stabel_days"; expected a known key; did you mean "stable_days"?'),
    ],
)
def test_a_wrong_setting_of_the_response_is_told_by_its_own_words(tmp_path, text, expected):
    (wrong,) = problems(tmp_path, f"{LEAST}response: {{{text}}}\n")
    assert expected in wrong


def test_one_cut_point_names_its_levels_and_the_first_level_is_the_reference():
    age = Grouping.model_validate({"table": "adsl", "column": "AGE", "cut": 65, "known_day": 0})
    assert age.levels == ["<65", ">=65"]
    assert age.reference == "<65"
    high = Grouping.model_validate({"table": "adsl", "column": "T", "cut": [9.5], "reference": ">=9.5", "known_day": 0})
    assert high.ordered == [">=9.5", "<9.5"]


@given(st.permutations(["a", "b", "c", "d"]), st.sampled_from("abcd"))
def test_the_reference_comes_first_and_the_others_keep_their_order(levels, reference):
    made = Grouping(levels=levels, reference=reference, known_day=0, table="adsl", column="X")
    assert made.ordered == [reference, *[level for level in levels if level != reference]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{endpoint: OS}", "populations.p.event: missing; expected endpoint and event: true or false together"),
        ("{event: true}", "populations.p.endpoint: missing; expected endpoint and event: true or false together"),
        ("{table: adrs, levels: [PD]}", "populations.p.column: missing; expected column and levels together"),
        ("{table: adrs, column: AVALC}", "populations.p.levels: missing; expected column and levels together"),
        ("{where: {A: 1}}", "the table of column and where"),
        ("{endpoint: OS, event: dead}", "true (had the event) or false (censored)"),
        ("{conditions: [{endpont: OS}]}", 'did you mean "endpoint"?'),
    ],
)
def test_a_condition_must_be_complete(tmp_path, text, expected):
    assert expected in problems(tmp_path, f"{LEAST}populations:\n  p: {text}\n")[0]


def test_a_table_may_be_a_name_or_a_translation_or_a_list_of_them(tmp_path):
    text = LEAST.replace(
        "adtte.csv", "[{file: a.xlsx, sheet: 1, columns: {AVAL: 24}, values: {CNSR: {1: 0, yes: null}}}, b.csv]"
    )
    first, second = read(tmp_path, text)[0].tables["adtte"]
    assert (first.sheet, first.columns, first.values) == ("1", {"AVAL": "24"}, {"CNSR": {"1": "0", "yes": None}})
    assert (second.file, second.columns, second.decimal) == ("b.csv", {}, None)


def test_only_known_methods_are_reproduced(tmp_path):
    assert problems(tmp_path, LEAST + "reproduction: [Cox; Efron; Wald]\n")[0].startswith(
        'study.yml, line 7, reproduction.0: found "Cox; Efron; Wald"; expected a list of'
    )
    assert problems(tmp_path, LEAST + "reproduction: [Cox; Breslow; Wald]\n") == []


def test_a_section_has_parameters_or_none_or_is_left_out(tmp_path):
    text = LEAST + "sections: {2_ctdna: {panel_mb: 1.5}, 5_safety: false, 3_nk_phenotype: }\n"
    assert read(tmp_path, text)[0].sections == {"2_ctdna": {"panel_mb": 1.5}, "5_safety": False, "3_nk_phenotype": None}
    assert "sections.2_ctdna" in problems(tmp_path, LEAST + "sections: {2_ctdna: 3}\n")[0]


@pytest.mark.parametrize("date", ["20240131", "2024-1-31", "31.1.2024", "0"])
def test_a_cutoff_is_an_iso_date(tmp_path, date):
    assert "expected a date as YYYY-MM-DD" in problems(tmp_path, f"{LEAST}data_cutoff: {date}\n")[0]


def test_an_iso_date_is_a_date(tmp_path):
    assert read(tmp_path, LEAST + "data_cutoff: 2024-01-31\n")[0].data_cutoff == datetime.date(2024, 1, 31)


def test_an_earlier_cutoff_lies_before_the_data_cutoff(tmp_path):
    wrong = problems(tmp_path, LEAST + "data_cutoff: 2024-01-31\nearlier_cutoff: 2024-02-01\n")
    assert wrong == ['study.yml, line 8, earlier_cutoff: found "2024-02-01"; expected a date before data_cutoff']


def test_words_stay_what_they_were_written_as():
    text = "a: [yes, no, on, Y, 0012, 12:30, 2024-01-31, 1e3, ., -., +, e5]\nb: [true, 12, 0.5, null, ~]\n"
    content, _, wrong = load(text)
    assert wrong == []
    assert content["a"] == ["yes", "no", "on", "Y", "0012", "12:30", "2024-01-31", 1000.0, ".", "-.", "+", "e5"]
    assert content["b"] == [True, 12, 0.5, None, None]


def test_a_key_is_the_text_that_was_written():
    assert load("a: {0: x, 1.0: y, TRUE: z, 007: v, null: w}\n")[0]["a"] == {
        "0": "x", "1.0": "y", "TRUE": "z", "007": "v", "null": "w",
    }  # fmt: skip


def test_a_key_given_twice_is_refused(tmp_path):
    assert problems(tmp_path, LEAST + "id: u\n") == [
        'study.yml, line 7, : found "id"; expected each key once (first in line 1)'.replace(", :", ":")
    ]


def test_a_key_of_several_parts_is_refused(tmp_path):
    assert problems(tmp_path, LEAST + "[a, b]: c\n") == [
        'study.yml, line 7: found "a key of several parts"; expected YAML'
    ]


def test_what_is_no_yaml_is_told_with_its_line(tmp_path):
    wrong = problems(tmp_path, LEAST + "groupings: {a: [}\n")
    assert len(wrong) == 1
    assert wrong[0].startswith("study.yml, line 7: found")


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b\n"])
def test_a_file_without_keys_is_told(tmp_path, text):
    assert problems(tmp_path, text) != []


def test_a_folder_without_study_yml_is_told(tmp_path):
    found, _, wrong = declaration.read(tmp_path)
    assert found is None
    assert str(wrong[0]).startswith("study.yml: missing; expected a file at")


def test_every_section_names_tables_that_exist():
    from analysis.study.tables import TABLES

    for own in declaration.SECTIONS.values():
        assert {*own.tables, *own.columns} - {"comparators"} <= set(TABLES)  # a key of study.yml
    assert declaration.reads("my_own").tables == ()


def test_every_column_that_a_section_reads_is_one_of_its_table():
    from analysis.study.tables import SCHEMAS

    for own in declaration.SECTIONS.values():
        for table, columns in own.columns.items():
            assert set(columns) <= set(SCHEMAS[table].columns) if table in SCHEMAS else columns


def test_the_page_of_the_data_says_what_the_declaration_says():
    assert data_dictionary.page() == data_dictionary.PAGE.read_text(), "python -m tests.data_dictionary"


def test_a_section_without_its_tables_says_which_it_needs():
    tables = {name: f"{name}.csv" for name in ("adsl", "adtte", "samples")}
    study = declaration.Declaration.model_validate({"id": "s", "title": "S", "synthetic": False, "tables": tables})
    assert declaration.obstacle("2_ctdna", study) == ""
    assert declaration.obstacle("6_nk_persistence", study) == "needs ddpcr"


def test_a_horizon_and_the_days_of_a_response_have_their_limits(tmp_path):
    found, _, wrong = read(tmp_path, LEAST + "horizons: {OS: 0.5}\nresponse: {confirm_days: 0, stable_days: 0}\n")
    assert (found.horizons, found.response.confirm_days, found.response.stable_days, wrong) == ({"OS": 0.5}, 0, 0, [])
    assert problems(tmp_path, LEAST + "horizons: {OS: 0}\n")[0].startswith("study.yml, line 7, horizons.OS: found")
    least = read(tmp_path, LEAST)[0].response
    assert (least.confirmed, least.confirm_days, least.stable_days) == (True, 28, 35)


def test_a_study_yml_that_is_no_yaml_tells_that_and_nothing_else(tmp_path):
    (tmp_path / "study.yml").write_text("id: s\ntitle: t\n  synthetic: true\n: [\n")
    with pytest.raises(StudyError) as error:
        cohort.read(tmp_path)
    (problem,) = error.value.problems
    assert (problem.row, problem.expected) == ("line 3", "YAML")
