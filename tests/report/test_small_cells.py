"""Counts below five never leave: not as a cell, not by subtraction, not as a share, an estimate or a sentence."""

import numpy as np
import pandas as pd
import pytest

from analysis.report import small_cells

N = 100
BLANK = {"endpoint": "OS", "estimand": "median", "population": "all", "grouping": "", "group": "", "reference": "",
         "at": "", "estimate": 7.5, "n": N, "n_event": 50, "method": "KM", "reason": "", "note": ""}  # fmt: skip


def rows(*changes):
    return pd.DataFrame([BLANK | change for change in changes])


def hidden(*changes, **options):
    return list(small_cells.withheld(rows(*changes), 5, n=N, **options))


def test_a_small_count_is_from_one_to_four():
    assert list(small_cells.small(pd.Series([0, 1, 4, 4.4, 5, np.nan]), 5)) == [False, True, True, True, False, False]


@pytest.mark.parametrize(
    ("change", "goes"),
    [({}, False), ({"n_event": 0}, False), ({"n_event": 4}, True), ({"n_event": 5}, False), ({"n": 53}, True),
     ({"n": 97}, True), ({"n": 55, "n_event": 50}, False), ({"n_event": 97}, True),
     ({"estimand": "rate", "estimate": 0.97}, True), ({"estimand": "rate", "estimate": 0.9}, False),
     ({"estimand": "proportion", "estimate": 0.02}, True), ({"estimand": "count", "estimate": 3}, True),
     ({"estimand": "count", "estimate": 98}, True), ({"estimand": "minimum"}, True), ({"estimand": "maximum"}, True),
     ({"grouping": "population", "group": "a", "reference": "b"}, True),
     ({"estimand": "hazard_ratio", "reference": "low", "at": 0.03}, True),
     ({"estimand": "hazard_ratio", "reference": "low", "at": 0.97}, True),
     ({"estimand": "hazard_ratio", "reference": "low", "at": 0.5}, False)],
)  # fmt: skip
def test_a_row_goes_with_a_small_count_behind_it(change, goes):
    assert hidden(change) == [goes]


def test_groups_are_shown_together_or_not_at_all_whatever_their_sizes():
    rng, tables, given = np.random.default_rng(7), [], []
    for place in range(200):
        n = rng.multinomial(N - rng.integers(0, 9), rng.dirichlet([0.6, 2, 2]))
        events, arm = rng.binomial(n, 0.5), {"grouping": f"arm {place}"}
        given += [arm | {"group": one, "n": n[i], "n_event": events[i]} for i, one in enumerate("abc")]
        given.append(arm | {"group": "b", "reference": "a", "estimand": "hazard_ratio"})
        tables.append([*n, *events, *(n - events), N - n.sum()])
    for gone, cells in zip(np.reshape(hidden(*given), (200, 4)).tolist(), tables, strict=True):
        assert len(set(gone)) == 1
        assert gone[0] or not any(0 < cell < 5 for cell in cells)


def test_a_grouping_that_goes_in_one_table_goes_in_all():
    results = rows({"grouping": "arm", "group": "a", "n": 60, "n_event": 3}, {"grouping": "arm", "group": "b", "n": 40})
    known = small_cells.groupings(results, small_cells.withheld(results, 5, n=N))
    assert known == {("all", "arm")}
    assert hidden({"grouping": "arm", "group": "b", "n": 40, "n_event": 20}, known=known) == [True]


def test_nested_categories_and_times_of_a_curve_go_where_they_differ_by_a_small_count():
    term = {"grouping": "any_grade", "group": "Rash", "estimand": "proportion", "estimate": 0.5, "n_event": 20}
    assert hidden(term, term | {"grouping": "grade_3", "n_event": 18}) == [True, True]
    assert hidden(term, term | {"grouping": "grade_3", "n_event": 10}) == [False, False]
    curve = {"estimand": "rate", "at": 6, "estimate": 0.8}
    assert hidden(curve, curve | {"at": 12, "estimate": 0.78}) == [True, True]
    assert hidden(curve, curve | {"at": 12, "estimate": 0.7}) == [False, False]


def test_a_population_goes_that_lacks_a_few_events_of_everyone():
    part = {"population": "treated", "n": 80, "n_event": 47}
    assert hidden({}, part) == [False, True]
    assert hidden({}, part | {"n_event": 40}) == [False, False]


@pytest.mark.parametrize(
    ("frame", "safe"),
    [({"group": ["a"], "n": [9], "estimate": [1.5]}, True), ({"USUBJID": ["7"], "n": [9]}, False),
     ({"group": ["S-01"], "n": [9]}, False), ({"group": ["a"], "n": [9], "n_low": [3]}, False),
     ({"time": [1.5], "n": [9]}, False), ({"group": ["a"]}, False), ({"n": [9], "other": [np.nan]}, True)],
)  # fmt: skip
def test_a_table_with_a_column_that_is_not_listed_or_with_subjects_is_not_safe(frame, safe):
    assert small_cells.is_safe(pd.DataFrame(frame), ["S-01", "S-02"]) == safe


def test_withheld_rows_hold_no_number_in_the_file_and_in_print():
    table = rows({"grouping": "arm", "group": "a", "n": 97, "n_event": 61}, {"grouping": "arm", "group": "b", "n": 3,
                 "n_event": 2, "note": "three subjects"}, {"n_event": 50, "estimate": 12.5})  # fmt: skip
    gone = small_cells.withheld(table, 5, n=N)
    file = small_cells.masked(table, gone, 5)
    assert file[["n", "n_event", "estimate", "reason", "note"]].to_numpy().tolist() == [
        ["withheld", "withheld", "", "withheld", "withheld"], ["<5", "<5", "", "withheld", "withheld"],
        [100, 50, 12.5, "", ""]]  # fmt: skip
    shown = small_cells.printed(table, gone, 5)
    assert list(shown["n"]) == ["withheld", "<5", "100"]
    assert list(shown["Events"]) == ["withheld", "<5", "50"]
    assert list(shown["Estimate (95% CI)"]) == ["withheld", "withheld", "12.5"]


@pytest.mark.parametrize(
    ("words", "quiet"),
    [("Kaplan-Meier with 95% confidence intervals.", True), ("Events of grade 3 at month 2, Table 1.4.", True),
     ("A ratio of 1.5 (0.5-4.2).", True), ("3 subjects died.", False), ("Two subjects died.", False),
     ("Seen in 17 of 20.", False), ("Seen in 12/20.", True), ("In 85% of them.", False), ("S-01 was left out.", False),
     ("A single subject.", False), ("20 subjects, 0 lost.", True)],
)  # fmt: skip
def test_a_sentence_is_quiet_without_small_numbers_and_names(words, quiet):
    assert small_cells.is_quiet(words, 5, ["S-01"]) == quiet
