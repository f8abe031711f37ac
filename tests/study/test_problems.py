"""Problems of a study folder as they are told."""

import pytest

from analysis.study.problems import SHOWN_ALIKE, Problem, StudyError, Unreadable, listing, near, stop


def test_a_problem_says_where_it_stands_what_was_found_and_what_was_expected():
    assert (
        str(Problem("a.csv", "line 4", "AVAL", "x", "a number")) == 'a.csv, line 4, AVAL: found "x"; expected a number'
    )
    assert str(Problem("a.csv", "", "AVAL", None, "a column")) == "a.csv, AVAL: missing; expected a column"
    assert str(Problem("a.csv", "", "", "", "rows")) == 'a.csv: found ""; expected rows'


def test_an_error_counts_and_lists_its_problems():
    one, other = (Problem("a.csv", f"line {n}", "AVAL", "x", "a number") for n in (2, 3))
    assert str(StudyError("S", [one])) == f"S: 1 problem\n{one}"
    error = StudyError("S", [one, other])
    assert str(error) == f"S: 2 problems\n{one}\n{other}"
    assert error.problems == (one, other)
    assert str(StudyError("S has no rows")) == "S has no rows"
    assert str(Unreadable(one, other)) == f"{one}\n{other}"


def test_a_long_run_in_one_column_is_cut_short_with_its_count_and_hides_no_other_column():
    run = [Problem("a.csv", f"line {n}", "AVAL", "x", "a number") for n in range(SHOWN_ALIKE + 3)]
    other = Problem("a.csv", "line 9", "CNSR", "x", "0 or 1")
    lines = listing([*run, other])
    assert lines[:SHOWN_ALIKE] == [str(problem) for problem in run[:SHOWN_ALIKE]]
    assert lines[SHOWN_ALIKE:] == [str(other), "a.csv, AVAL: 3 more like these; expected a number"]
    assert listing(run[:SHOWN_ALIKE]) == [str(problem) for problem in run[:SHOWN_ALIKE]]


def test_nothing_stops_without_problems_and_the_error_asked_for_is_raised_with_them():
    problem = Problem("a.csv", "", "", None, "a file")
    stop(title="S", error=StudyError)
    with pytest.raises(Unreadable) as unreadable:
        stop(problem)
    assert str(unreadable.value) == str(problem)
    with pytest.raises(StudyError, match="^S: 1 problem\n"):
        stop(problem, title="S", error=StudyError)


def test_the_nearest_known_name_is_suggested_in_any_case_or_else_all_are_listed():
    assert near("TITEL", ["title", "id"]) == 'did you mean "title"?'
    assert near("zzz", ["title", "id"]) == "known: title, id"
    assert near("zzz", []) == "known: none"


def test_signs_that_no_screen_shows_are_told_by_their_codes():
    problem = Problem("a.csv", "line 4", "USUBJID", "100\u200b12\u00a0 é", "a USUBJID of adsl")
    assert str(problem) == 'a.csv, line 4, USUBJID: found "100\\u200b12\\u00a0 é"; expected a USUBJID of adsl'
