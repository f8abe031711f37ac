"""A share with its exact interval."""

import pytest

from analysis.estimates import proportions


def test_the_exact_interval_is_clopper_and_pearsons():
    # R: binom.test(9, 20)$conf.int
    assert proportions.clopper_pearson(9, 20) == pytest.approx((0.45, 0.2305779, 0.6847219), abs=1e-7)


def test_no_subjects_have_no_share_and_the_row_says_why():
    row = proportions.row(0, 0, group="a")
    assert (row["reason"], row["note"], row["group"]) == ("no subjects", "not estimable: no subjects", "a")
    assert "reason" not in proportions.row(1, 2)


@pytest.mark.parametrize("counts", [(3, 2), (-1, 2), (0.5, 2)])
def test_counts_that_are_none_are_refused(counts):
    with pytest.raises(ValueError, match="expected whole counts"):
        proportions.clopper_pearson(*counts)
