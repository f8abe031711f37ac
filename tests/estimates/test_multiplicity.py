"""Holm's adjustment by hand and by law."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates import multiplicity
from analysis.estimates.multiplicity import holm

p_values = st.lists(st.floats(0, 1), min_size=1, max_size=12)


def test_three_p_values_are_adjusted_as_by_hand():
    # sorted .01 .03 .04 times 3, 2, 1: .03, .06, .04 raised to .06
    assert holm(np.array([0.04, 0.01, 0.03])) == pytest.approx([0.06, 0.03, 0.06])


def test_r_gives_the_same():
    # R: p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "holm")
    assert holm(np.array([0.01, 0.02, 0.03, 0.04, 0.05])) == pytest.approx([0.05, 0.08, 0.09, 0.09, 0.09])


def test_a_missing_p_value_counts_for_nothing():
    assert holm(np.array([0.02, np.nan, 0.03])) == pytest.approx([0.04, np.nan, 0.04], nan_ok=True)


def rows(p_values, **columns):
    frame = pd.DataFrame({"p_value": p_values, "population": "all", "grouping": "sex", "endpoint": ["OS", "PFS"]})
    return frame.assign(**{"role": "primary", "estimand": "log_rank", "method": "log-rank", **columns})


def test_a_family_is_the_endpoints_of_a_question_and_says_its_name_and_size():
    both = pd.concat([rows([0.01, 0.02]), rows([0.03, 0.5], grouping="age", population="mif")])  # not numbered anew
    found = multiplicity.adjusted(both)
    assert found["p_adjusted"].tolist() == pytest.approx([0.02, 0.02, 0.06, 0.5])
    assert found["family"].tolist() == ["sex: OS, PFS (2 tests)"] * 2 + ["age in mif: OS, PFS (2 tests)"] * 2


@pytest.mark.parametrize("everyone", ["all", "", np.nan])
def test_a_family_of_everyone_names_no_population(everyone):
    found = multiplicity.adjusted(rows([0.01, 0.02], population=everyone))
    assert set(found["family"]) == {"sex: OS, PFS (2 tests)"}


def test_only_primary_tests_are_adjusted_and_counted():
    found = multiplicity.adjusted(pd.concat([rows([0.01, np.nan]), rows([0.02, 0.03], role="sensitivity")]))
    assert found["p_adjusted"].tolist() == pytest.approx([0.01] + 3 * [np.nan], nan_ok=True)
    assert found["family"].tolist() == ["sex: OS (1 test)", "", "", ""]


def test_a_family_that_was_adjusted_otherwise_stays_as_it_is():
    known = multiplicity.stated(rows([0.01, 0.02]), [0.3, 0.4], family="OS: 2 markers (2 tests)")
    found = multiplicity.adjusted(pd.concat([known, rows([0.01, 0.02])]))
    assert found["p_adjusted"].tolist() == pytest.approx([0.3, 0.4, 0.02, 0.02])


@given(p_values)
def test_adjusted_values_are_never_below_the_raw_ones_nor_above_one_and_keep_their_order(values):
    raw = np.array(values)
    found = holm(raw)
    assert (found >= raw).all()
    assert (found <= 1).all()
    assert (np.diff(found[np.argsort(raw, kind="stable")]) >= 0).all()


@given(p_values)
def test_the_smallest_is_bonferroni(values):
    assert holm(np.array(values)).min() == pytest.approx(min(1, min(values) * len(values)))
