"""Holm's adjustment by hand and by law."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates import efficacy
from analysis.estimates.multiplicity import adjusted

p_values = st.lists(st.floats(0, 1), min_size=1, max_size=12)


def test_three_p_values_are_adjusted_as_by_hand():
    # sorted .01 .03 .04 times 3, 2, 1: .03, .06, .04 raised to .06
    assert adjusted(np.array([0.04, 0.01, 0.03])) == pytest.approx([0.06, 0.03, 0.06])


def test_r_gives_the_same():
    # R: p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "holm")
    assert adjusted(np.array([0.01, 0.02, 0.03, 0.04, 0.05])) == pytest.approx([0.05, 0.08, 0.09, 0.09, 0.09])


def test_a_missing_p_value_counts_for_nothing():
    assert adjusted(np.array([0.02, np.nan, 0.03])) == pytest.approx([0.04, np.nan, 0.04], nan_ok=True)


def test_methods_are_families_of_their_own():
    rows = pd.DataFrame(
        {"estimand": "hazard_ratio", "method": ["Wald", "Firth"] * 2, "p_value": [0.01, 0.02, 0.03, 0.04]}
    )
    assert efficacy.holm(rows)["p_adjusted"].tolist() == pytest.approx([0.02, 0.04, 0.03, 0.04])


def test_a_check_of_an_assumption_is_not_adjusted_and_counts_for_nothing():
    rows = pd.DataFrame({"estimand": ["log_rank", "proportional_hazards"] * 2, "p_value": [0.01, 0.02, 0.03, 0.04]})
    rows.index = [0, 1, 0, 1]  # as tables joined without numbering anew
    assert efficacy.holm(rows)["p_adjusted"].tolist() == pytest.approx([0.02, np.nan, 0.03, np.nan], nan_ok=True)


def test_a_table_without_estimand_and_method_is_one_family():
    rows = pd.DataFrame({"marker": ["a", "b"], "p_value": [0.01, 0.02]})
    assert efficacy.holm(rows)["p_adjusted"].tolist() == pytest.approx([0.02, 0.02])


@given(p_values)
def test_adjusted_values_are_never_below_the_raw_ones_nor_above_one_and_keep_their_order(values):
    raw = np.array(values)
    found = adjusted(raw)
    assert (found >= raw).all()
    assert (found <= 1).all()
    assert (np.diff(found[np.argsort(raw, kind="stable")]) >= 0).all()


@given(p_values)
def test_the_smallest_is_bonferroni(values):
    assert adjusted(np.array(values)).min() == pytest.approx(min(1, min(values) * len(values)))
