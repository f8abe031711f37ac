"""What the second witness said, counted by hand."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import confirmation

ROWS = [
    ["Hazard ratio", "s1", "a", "estimate", 2.0, 2.0, True, ""],
    ["Hazard ratio", "s1", "a", "conf_low", 1.0, 1.001, True, ""],
    ["Hazard ratio", "s2", "b", "estimate", 4.0, np.nan, False, "no maximum"],
    ["Log-rank test", "s1", "", "p_value", 0.5, 0.5, True, ""],
]
VALUES = pd.DataFrame(ROWS, columns=confirmation.COLUMNS)


def test_values_are_counted_by_kind_with_the_largest_difference_of_those_that_agree():
    found = confirmation.summary(VALUES).set_index("kind")
    assert found[["n", "n_agree", "n_reason"]].to_numpy().tolist() == [[3, 2, 1], [1, 1, 0]]
    assert found["largest"].tolist() == pytest.approx([0.001 / 1.001, 0])


def test_reasons_are_counted_for_values_that_are_not_confirmed():
    assert confirmation.reasons(VALUES).to_numpy().tolist() == [["Hazard ratio", "no maximum", 1]]


@pytest.mark.parametrize(("ours", "theirs", "apart"), [(1, 2, 0.5), (np.inf, np.inf, 0), (0, 0, 0), (-1, 1, 2)])
def test_a_difference_is_relative_to_the_larger_size(ours, theirs, apart):
    assert confirmation.apart(ours, theirs) == pytest.approx(apart)


def test_a_value_that_is_not_there_has_no_difference():
    assert np.isnan(confirmation.apart(np.nan, 1.0))
