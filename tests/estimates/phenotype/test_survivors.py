"""The exact rank test and the Hodges-Lehmann shift against R, scipy and their laws."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.estimates import phenotype
from analysis.estimates.phenotype.survivors import MANN_WHITNEY, MANN_WHITNEY_NORMAL, difference, p_exact, survivors
from tests.estimates.phenotype.nk import nkflow

# R 4.2: x <- c(12.1,15.3,9.8,22.4,18,7.5,30.2,11,14.4,26,19.9); y <- c(8.2,10.1,6.6,17.3,5.9,13.7,9.1,21.5,12.2)
#        wilcox.test(x, y, exact = TRUE, conf.int = TRUE)  P 0.0804000952608, 5.1 (-0.7 to 11.7)
LONG_VALUES = [12.1, 15.3, 9.8, 22.4, 18, 7.5, 30.2, 11, 14.4, 26, 19.9]
SHORT_VALUES = [8.2, 10.1, 6.6, 17.3, 5.9, 13.7, 9.1, 21.5, 12.2]


def compared(x, y, **options):
    """The difference of two lists of values, x long and y short."""
    value = pd.Series([*x, *y], dtype=float)
    group = pd.Series(["long"] * len(x) + ["short"] * len(y), dtype=pd.CategoricalDtype(["short", "long"]))
    return difference(value, group, reference="short", **options).iloc[0]


def test_difference_agrees_with_r_without_ties():
    row = compared(LONG_VALUES, SHORT_VALUES)
    assert row["p_value"] == pytest.approx(0.0804000952608, abs=1e-12)
    assert (row["estimate"], row["conf_low"], row["conf_high"]) == pytest.approx((5.1, -0.7, 11.7))


def test_exact_p_agrees_with_coin_under_ties():
    # R, coin: wilcox_test(v ~ g, distribution = "exact") of c(1,2,2,3,5,5,7) against c(0,1,2,2,3,4): 0.237179487179
    assert p_exact([1, 2, 2, 3, 5, 5, 7], [0, 1, 2, 2, 3, 4]) == pytest.approx(0.237179487179, abs=1e-12)


def test_by_hand_three_against_three_apart_has_p_one_tenth_and_no_limits():
    # 2 of the 20 arrangements are as extreme; the smallest two-sided level is 0.1, so no 95 % limit exists
    row = compared([4, 5, 6], [1, 2, 3])
    assert row["p_value"] == pytest.approx(0.1)
    assert row["estimate"] == 3
    assert (row["conf_low"], row["conf_high"]) == (-np.inf, np.inf)
    assert row["rank_biserial"] == 1
    ninety = compared(
        [4, 5, 6], [1, 2, 3], conf_level=0.9
    )  # R: wilcox.test(4:6, 1:3, conf.int = TRUE) falls back on it
    assert (ninety["conf_low"], ninety["conf_high"]) == (1, 5)


def test_beyond_100_subjects_the_normal_approximation_takes_over_and_says_so():
    x, y = np.arange(60) + 20.25, np.arange(55.0)
    row = compared(x, y)
    assert row["method"] == MANN_WHITNEY_NORMAL
    # R 4.2: wilcox.test(0:59 + 20.25, 0:54, exact = TRUE, conf.int = TRUE)$conf.int  16.25 29.25
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((16.25, 29.25), abs=1)


def test_limits_beyond_enumeration_are_the_differences_that_the_normal_quantile_counts_off():
    random = np.random.default_rng(4)
    x, y = random.normal(1, 1, 60), random.normal(0, 1, 55)
    between = np.sort(np.subtract.outer(x, y), axis=None)
    # 60 × 55 / 2 − 1.959964 × √(60 × 55 × 116 / 12) = 1299.94: the 1299th from either end (Hollander et al., 4.37)
    row = compared(x, y)
    assert (row["conf_low"], row["conf_high"]) == (between[1298], between[-1299])


@pytest.mark.parametrize(("n", "method"), [(50, MANN_WHITNEY), (51, MANN_WHITNEY_NORMAL)])
def test_100_subjects_are_still_enumerated(n, method):
    row = compared(np.arange(n), np.arange(50.0))
    assert (row["n"], row["method"]) == (50 + n, method)


def test_an_empty_group_is_not_estimable_and_three_groups_are_an_error():
    assert compared([1, 2], [])["note"].startswith("not estimable")
    with pytest.raises(ValueError, match="expected two"):
        difference(pd.Series([1.0, 2, 3]), pd.Series(list("abc")), reference="a")


whole = st.integers(0, 12).map(float)


@given(x=st.lists(whole, min_size=1, max_size=7), y=st.lists(whole, min_size=1, max_size=7))
def test_swapping_the_groups_turns_the_sign_and_keeps_p(x, y):
    one, two = compared(x, y), compared(y, x)
    assert one["p_value"] == pytest.approx(two["p_value"])
    assert one["estimate"] == pytest.approx(-two["estimate"])
    assert one["conf_low"] == pytest.approx(-two["conf_high"])
    assert one["rank_biserial"] == pytest.approx(-two["rank_biserial"])


@given(
    values=st.lists(st.floats(0, 100).map(lambda v: round(v, 6)), min_size=2, max_size=14, unique=True), data=st.data()
)
def test_without_ties_p_is_that_of_scipy(values, data):
    split = data.draw(st.integers(1, len(values) - 1))
    x, y = values[:split], values[split:]
    assert p_exact(x, y) == pytest.approx(stats.mannwhitneyu(x, y, method="exact").pvalue)


NAMES = [f"S{n:02}" for n in range(20)]


@pytest.fixture
def rows():
    return nkflow({name: {"Baseline": value} for name, value in zip(NAMES, LONG_VALUES + SHORT_VALUES, strict=True)})


@pytest.fixture
def tte():
    return pd.DataFrame({"time": [30.0] * 11 + [10.0] * 9, "event": True}, index=NAMES)


def test_long_survivors_outlive_24_months_and_those_censored_before_are_neither():
    tte = pd.DataFrame(
        {"time": [24.0, 24.01, 24.0, 30.0, 3.0], "event": [True, True, False, False, False]}, index=list("abcde")
    )
    assert survivors(tte, at=24).astype(object).fillna("?").tolist() == ["short", "long", "?", "long", "?"]
    days = tte.assign(time=tte["time"] * 30.4375)
    assert survivors(days, at=24, unit="days").equals(survivors(tte, at=24))


def test_baseline_values_carry_the_group_and_leave_out_who_has_no_outcome(rows, tte):
    tte.loc["S19"] = [10.0, False]
    found = phenotype.survivors.baseline_values(rows, tte.drop("S00"), at=24).set_index("USUBJID")
    assert "S00" not in found.index
    assert found.loc["S01", ["PARAMCD", "value", "group"]].tolist() == ["PDL1", 15.3, "long"]
    assert found.index[found["group"].isna()].tolist() == ["S19"]
    assert found["group"].cat.categories.tolist() == ["short", "long"]


def test_baseline_rows_carry_the_keys_of_the_ledger(rows, tte):
    found = phenotype.survivors.baseline_differences(phenotype.survivors.baseline_values(rows, tte, at=24)).set_index(
        "estimand"
    )
    row = found.loc["difference"]
    assert (row["endpoint"], row["grouping"], row["group"], row["reference"], row["at"]) == (
        "PDL1", "survivor", "long", "short", "Baseline")  # fmt: skip
    assert row["n"] == 20
    assert found.loc["median", "estimate"].tolist() == [np.median(SHORT_VALUES), np.median(LONG_VALUES)]
    assert found.loc["correlation", "estimate"] == pytest.approx(0.4747474747)


def test_a_marker_whose_subjects_cannot_be_classified_is_not_estimable_and_no_marker_gives_no_row(rows, tte):
    values = phenotype.survivors.baseline_values(rows, tte.assign(time=1.0, event=False), at=24)
    found = phenotype.survivors.baseline_differences(values).set_index("estimand")
    assert np.isnan(found.loc["difference", "estimate"])
    assert found.loc["difference", "reason"] == "a group is empty"
    assert phenotype.survivors.baseline_differences(values.iloc[:0]).empty


def test_the_differences_of_all_markers_are_one_family(rows, tte):
    both = pd.concat([rows, rows.assign(PARAMCD="PD1")])
    found = phenotype.survivors.baseline_differences(phenotype.survivors.baseline_values(both, tte, at=24))
    tested = found[found["p_value"].notna()]
    assert tested["family"].tolist() == ["survivor: PDL1, PD1 (2 tests)"] * 2
    assert tested["p_adjusted"].tolist() == pytest.approx([2 * 0.0804000952608] * 2)
