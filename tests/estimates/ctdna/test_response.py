"""Change, molecular response and clearance of ctDNA, and what is not known of a subject."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates.ctdna.quantities import by_sample
from analysis.estimates.ctdna.response import clearance, delta, ever_clearance, group, molecular_response, subjects
from tests.estimates.ctdna.cases import found, four_subjects, late_clearance, sheet


def test_delta_is_on_treatment_minus_baseline_over_subjects_with_both():
    table = four_subjects().change
    assert table.index.tolist() == ["A", "B", "C", "D"]
    assert table["CHG"].tolist() == pytest.approx([-100, 50, 0, 100])
    assert table["PCHG"].iloc[:2].tolist() == pytest.approx([-50, 50])
    assert table["change"].tolist() == ["decreased", "increased", "unchanged", "increased"]
    assert table["ADY"].tolist() == [43] * 4


def test_a_visit_that_nobody_was_drawn_at_is_an_error_that_lists_the_visits():
    with pytest.raises(ValueError, match="no draw at 'Week 6'; visits drawn: Baseline, After cycle 2"):
        delta(four_subjects().by_sample, visit="Week 6")
    with pytest.raises(ValueError, match="no draw at 'Screening'"):
        delta(four_subjects().by_sample, baseline="Screening")
    only = by_sample(sheet(("A", "Baseline", 5)), found(("A-0", "TP53", 0.1)))
    assert delta(only).empty  # no draw on treatment at all: nothing to compare, nothing wrong


def test_a_baseline_of_zero_has_no_fold_change_and_says_so():
    table = four_subjects().change
    assert table.loc[["C", "D"], "PCHG"].isna().all()
    assert table["note"].tolist() == ["", "", "baseline 0: no fold change", "baseline 0: no fold change"]


def test_unchanged_belongs_to_neither_group_of_the_comparison():
    labels = group(four_subjects().change["change"], ["decreased", "increased"])
    assert labels.isna().tolist() == [False, False, True, False]
    assert labels.cat.categories.tolist() == ["decreased", "increased"]
    assert labels.min() == "decreased"  # levels have an order


def test_molecular_response_has_a_class_for_every_pair_of_values():
    change = four_subjects().change
    assert molecular_response(change).tolist() == [
        "molecular response", "molecular progression", "not detected", "newly detected"]  # fmt: skip
    assert molecular_response(change).cat.ordered
    narrow = molecular_response(change, response=-90, progression=100)
    assert narrow.tolist()[:2] == ["stable", "stable"]
    gone = change.assign(AVAL=0.0, PCHG=-100.0)
    assert molecular_response(gone).tolist() == ["cleared", "cleared", "not detected", "not detected"]


@given(st.floats(0.001, 1), st.floats(0, 1), st.floats(0.1, 100))
def test_the_direction_of_change_does_not_depend_on_the_unit_of_vaf_or_cfdna(before, after, cfdna):
    table = by_sample(sheet(("A", "Baseline", cfdna), ("A", "After cycle 2", cfdna)),
                            found(("A-0", "X", before), ("A-2", "X", after)))  # fmt: skip
    expected = "decreased" if after < before else "increased" if after > before else "unchanged"
    assert delta(table)["change"].item() == expected


def test_clearance_is_judged_at_the_response_visit_and_does_not_ask_for_variants_at_baseline():
    table = clearance(four_subjects().by_sample)
    assert table["cleared"].to_dict() == {"A": False, "B": False, "C": True, "D": False, "E": True}
    assert table["baseline_detected"].iloc[:4].tolist() == [True, True, False, False]
    assert pd.isna(table.loc["E", "baseline_detected"])


def test_ever_clearance_is_known_from_the_first_clear_draw():
    table = ever_clearance(late_clearance().by_sample)
    assert table.index.tolist() == ["A", "B", "D"]
    assert table["cleared"].tolist() == [True, False, True]
    assert table["known_day"].iloc[[0, 2]].tolist() == [85, 43]
    assert pd.isna(table.loc["B", "known_day"])
    assert table["last_cleared"].tolist() == [False, False, True]
    assert table["last_day"].tolist() == [127] * 3
    assert table["first_visit"].dropna().to_dict() == {"A": "After cycle 4", "D": "After cycle 2"}


def test_whoever_is_clear_at_the_response_visit_is_ever_clear_but_not_the_other_way():
    table = late_clearance().by_sample
    at_visit, ever = clearance(table)["cleared"], ever_clearance(table)["cleared"]
    assert ever[at_visit[at_visit].index].all()
    assert ever["A"]
    assert not at_visit["A"]


def test_a_subject_has_a_row_with_what_its_draws_can_tell():
    table = subjects(four_subjects(), response=-60, progression=50).set_index("USUBJID")
    assert table["molecular_response"].tolist()[:2] == ["stable", "molecular progression"]
    assert table["cleared_at_visit"].tolist() == [False, False, True, False, True]
    assert pd.isna(table.loc["E", "molecular_response"])
    assert table.loc["E", "known_day"] == 43
