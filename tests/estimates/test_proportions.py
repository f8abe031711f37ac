"""A share with its exact interval, and the difference of two with Miettinen and Nurminen's."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

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


# Printed in Newcombe 1998, Stat Med 17:873, table II; R: DescTools::BinomDiffCI(x1, n1, x2, n2, method = "mn").
PUBLISHED = [
    ((56, 70, 48, 80), (0.0528, 0.3382)),
    ((9, 10, 3, 10), (0.1700, 0.8406)),
    ((10, 10, 0, 20), (0.7156, 1.0000)),
    ((84, 101, 89, 105), (-0.1191, 0.0860)),
]


@pytest.mark.parametrize(("counts", "limits"), PUBLISHED)
def test_the_interval_of_a_difference_is_the_printed_one(counts, limits):
    estimate, low, high = proportions.difference(*counts)
    assert estimate == counts[0] / counts[1] - counts[2] / counts[3]
    assert (low, high) == pytest.approx(limits, abs=5e-5)


COUNTS = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(one=COUNTS, other=COUNTS)
def test_each_limit_of_a_difference_is_where_the_score_test_rejects(one, other):
    estimate, low, high = proportions.difference(*one, *other)
    assert -1 <= low <= estimate <= high <= 1
    for limit in (low, high):
        if abs(limit) < 0.999:
            score = (estimate - limit) ** 2 / by_search(limit, *one, *other)
            assert score == pytest.approx(stats.chi2.ppf(0.95, 1), rel=1e-5)
    swapped = proportions.difference(*other, *one)
    assert (-swapped[0], -swapped[2], -swapped[1]) == pytest.approx((estimate, low, high), abs=1e-8)


def by_search(apart, n_event, n, reference_event, reference_n):
    """The restricted variance by a search for the maximum, without the cubic equation."""
    low, high = max(0.0, -apart), min(1.0, 1 - apart)
    for _ in range(12):
        shares = np.linspace(low, high, 41)
        with np.errstate(all="ignore"):
            value = stats.binom.logpmf(n_event, n, shares + apart)
            value = value + stats.binom.logpmf(reference_event, reference_n, shares)
        best = int(np.nanargmax(value))
        low, high = shares[max(best - 1, 0)], shares[min(best + 1, 40)]
    second = shares[best]
    first = second + apart
    total = n + reference_n
    return (first * (1 - first) / n + second * (1 - second) / reference_n) * total / (total - 1)


def test_shares_and_differences_of_levels_count_who_has_a_level():
    arm = pd.Series(pd.Categorical(["A", "A", "B", "B", "B", None], ["A", "B", "C"]), list("abcdef"), name="arm")
    flags = pd.DataFrame({"x": [True, False, True, True, False, True], "y": False}, list("abcdef"))
    rows = proportions.by_group(flags, arm, reference="A", compared=["x"], endpoint="E")
    assert rows[["estimand", "group", "at", "n_event", "n"]].to_numpy().tolist() == [
        ["proportion", "A", "x", 1, 2], ["proportion", "B", "x", 2, 3], ["difference", "B", "x", 3, 5],
        ["proportion", "A", "y", 0, 2], ["proportion", "B", "y", 0, 3]]  # fmt: skip
    apart = rows.iloc[2]
    assert apart[["estimate", "conf_low", "conf_high"]].tolist() == list(proportions.difference(2, 3, 1, 2))
    assert (apart["reference"], apart["unit"], apart["endpoint"]) == ("A", "proportion", "E")


def test_without_subjects_there_is_no_difference():
    assert all(map(np.isnan, proportions.difference(0, 0, 1, 2)))
