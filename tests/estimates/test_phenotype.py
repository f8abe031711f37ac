"""NK phenotype: change, survivor groups, and the exact rank test against R, scipy and its laws."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.estimates import phenotype

# R 4.2: x <- c(12.1,15.3,9.8,22.4,18,7.5,30.2,11,14.4,26,19.9); y <- c(8.2,10.1,6.6,17.3,5.9,13.7,9.1,21.5,12.2)
#        wilcox.test(x, y, exact = TRUE, conf.int = TRUE)  P 0.0804000952608, 5.1 (-0.7 to 11.7)
LONG_VALUES = [12.1, 15.3, 9.8, 22.4, 18, 7.5, 30.2, 11, 14.4, 26, 19.9]
SHORT_VALUES = [8.2, 10.1, 6.6, 17.3, 5.9, 13.7, 9.1, 21.5, 12.2]


def nkflow(values, parameter="PDL1"):
    """Rows from {USUBJID: {visit: percent}}; Baseline is day 1, any other visit day 43."""
    rows = [(name, visit, 1 if visit == "Baseline" else 43, parameter, value)
            for name, own in values.items() for visit, value in own.items()]  # fmt: skip
    return pd.DataFrame(rows, columns=["USUBJID", "AVISIT", "ADY", "PARAMCD", "AVAL"])


def compared(x, y, **options):
    """The difference of two lists of values, x long and y short."""
    value = pd.Series([*x, *y], dtype=float)
    group = pd.Series(["long"] * len(x) + ["short"] * len(y), dtype=pd.CategoricalDtype(["short", "long"]))
    return phenotype.difference(value, group, reference="short", **options).iloc[0]


def test_change_is_counted_for_subjects_with_both_values_only():
    rows = nkflow({"1": {"Baseline": 10, "After cycle 2": 16}, "2": {"Baseline": 10}, "3": {"After cycle 2": 9}})
    change = phenotype.change(rows, "PDL1", visit="After cycle 2")
    assert change.index.tolist() == ["1"]
    assert change.loc["1", ["BASE", "AVAL", "CHG", "ADY"]].tolist() == [10, 16, 6, 43]


def test_an_unchanged_percent_is_neither_increased_nor_decreased():
    changes = pd.DataFrame({"CHG": [0.1, -0.1, 0.0]}, index=["1", "2", "3"])
    assert phenotype.direction(changes).astype(object).fillna("neither").tolist() == [
        "increased",
        "decreased",
        "neither",
    ]


def test_trajectories_stand_in_day_order_and_keep_subjects_without_baseline():
    rows = nkflow({"1": {"After cycle 2": 16, "Baseline": 10}, "3": {"After cycle 2": 9}})
    found = phenotype.trajectories(rows, "PDL1")
    assert found["ADY"].tolist() == [1, 43, 43]
    assert found["CHG"].fillna(-99).tolist() == [0, 6, -99]


def test_a_percent_beyond_100_and_a_second_value_of_a_visit_are_named_together():
    rows = pd.concat(
        [nkflow({"A-1": {"Baseline": 132}}), nkflow({"A-2": {"Baseline": 5}}), nkflow({"A-2": {"Baseline": 6}})]
    )
    with pytest.raises(ValueError, match=r"PDL1: A-1 Baseline: 132.*percent.*; A-2 Baseline: a second value, 6"):
        phenotype.baseline(rows, "PDL1")


def test_long_survivors_outlive_24_months_and_those_censored_before_are_listed_not_guessed():
    tte = pd.DataFrame(
        {"time": [24.0, 24.01, 24.0, 30.0, 3.0], "event": [True, True, False, False, False]}, index=list("abcde")
    )
    assert phenotype.survivors(tte, at=24).astype(object).fillna("?").tolist() == ["short", "long", "?", "long", "?"]
    assert phenotype.not_classifiable(tte, at=24).index.tolist() == ["c", "e"]


def test_difference_agrees_with_r_without_ties():
    row = compared(LONG_VALUES, SHORT_VALUES)
    assert row["p_value"] == pytest.approx(0.0804000952608, abs=1e-12)
    assert (row["estimate"], row["conf_low"], row["conf_high"]) == pytest.approx((5.1, -0.7, 11.7))


def test_exact_p_agrees_with_coin_under_ties():
    # R, coin: wilcox_test(v ~ g, distribution = "exact") of c(1,2,2,3,5,5,7) against c(0,1,2,2,3,4): 0.237179487179
    assert phenotype.p_exact([1, 2, 2, 3, 5, 5, 7], [0, 1, 2, 2, 3, 4]) == pytest.approx(0.237179487179, abs=1e-12)


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
    assert row["method"] == phenotype.MANN_WHITNEY_NORMAL
    # R 4.2: wilcox.test(0:59 + 20.25, 0:54, exact = TRUE, conf.int = TRUE)$conf.int  16.25 29.25
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((16.25, 29.25), abs=1)


def test_an_empty_group_is_not_estimable_and_three_groups_are_an_error():
    assert compared([1, 2], [])["note"].startswith("not estimable")
    with pytest.raises(ValueError, match="expected two"):
        phenotype.difference(pd.Series([1.0, 2, 3]), pd.Series(list("abc")), reference="a")


def test_baseline_rows_carry_the_keys_of_the_ledger():
    names = [f"S{n:02}" for n in range(20)]
    rows = nkflow({name: {"Baseline": value} for name, value in zip(names, LONG_VALUES + SHORT_VALUES, strict=True)})
    tte = pd.DataFrame({"time": [30.0] * 11 + [10.0] * 9, "event": True}, index=names)
    found = phenotype.baseline_difference(rows, tte, parameter="PDL1", at=24).set_index("estimand")
    row = found.loc["difference"]
    assert (row["endpoint"], row["grouping"], row["group"], row["reference"], row["at"]) == (
        "PDL1", "survivor", "long", "short", "Baseline")  # fmt: skip
    assert row["n"] == 20
    assert found.loc["median", "estimate"].tolist() == [np.median(SHORT_VALUES), np.median(LONG_VALUES)]
    assert found.loc["correlation", "estimate"] == pytest.approx(0.4747474747)


def test_evaluable_counts_each_step_and_names_who_cannot_be_compared():
    rows = nkflow(
        {"1": {"Baseline": 10, "C3": 16}, "2": {"Baseline": 10}, "3": {"Baseline": 4, "C3": 4}, "4": {"C3": 9}}
    )
    found = phenotype.evaluable(rows, ["1", "2", "3", "4", "5"], visit="C3").iloc[0]
    assert found.drop("PARAMCD").tolist() == [5, 3, 3, 1, 0, 1, "2, 4, 5"]


def test_courses_carry_the_group_of_the_subject():
    rows = nkflow({"1": {"Baseline": 10, "C3": 16}, "2": {"Baseline": 3}})
    group = phenotype.direction(phenotype.change(rows, "PDL1", visit="C3"))
    course = phenotype.values_over_time(rows, "PDL1", group, unit="weeks").fillna("none")
    assert course.values.tolist() == [["1", 0, 10, "increased"], ["1", 6, 16, "increased"], ["2", 0, 3, "none"]]


def test_a_change_is_known_from_the_day_of_its_visit():
    changes = phenotype.change(nkflow({"1": {"Baseline": 10, "C3": 16}}), "PDL1", visit="C3")
    assert phenotype.known_at(changes, unit="weeks").tolist() == [6]


def test_parameters_are_called_by_their_words_where_the_table_has_them():
    rows = nkflow({"1": {"Baseline": 10}})
    assert phenotype.names(rows) == {"PDL1": "PDL1"}
    with pytest.raises(ValueError, match="no PARAMCD PDL2; known: PDL1"):
        phenotype.names(rows, ["PDL2"])
    assert phenotype.names(rows.assign(PARAM="PD-L1+ of NK cells (%)")) == {"PDL1": "PD-L1+ of NK cells (%)"}


whole = st.integers(0, 12).map(float)


@settings(max_examples=60, deadline=None)
@given(x=st.lists(whole, min_size=1, max_size=7), y=st.lists(whole, min_size=1, max_size=7))
def test_swapping_the_groups_turns_the_sign_and_keeps_p(x, y):
    one, two = compared(x, y), compared(y, x)
    assert one["p_value"] == pytest.approx(two["p_value"])
    assert one["estimate"] == pytest.approx(-two["estimate"])
    assert one["conf_low"] == pytest.approx(-two["conf_high"])
    assert one["rank_biserial"] == pytest.approx(-two["rank_biserial"])


@settings(max_examples=60, deadline=None)
@given(
    values=st.lists(st.floats(0, 100).map(lambda v: round(v, 6)), min_size=2, max_size=14, unique=True), data=st.data()
)
def test_without_ties_p_is_that_of_scipy(values, data):
    split = data.draw(st.integers(1, len(values) - 1))
    x, y = values[:split], values[split:]
    assert phenotype.p_exact(x, y) == pytest.approx(stats.mannwhitneyu(x, y, method="exact").pvalue)
