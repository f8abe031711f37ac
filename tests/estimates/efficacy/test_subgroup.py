"""The table behind a forest plot."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import efficacy, survival
from analysis.estimates.efficacy.subgroup import subgroups, within_levels
from analysis.estimates.survival.proportional import interaction
from tests.estimates.survival.samples import CLEARANCE, SEPARATED, lung


def compared(tte, groups, **references):
    return efficacy.comparisons({"OS": tte}, groups, references=references)


def test_levels_stand_beside_their_reference_with_the_numbers_of_their_rows():
    tte, sex, data = lung()
    groups = {"sex": sex, "status": data["ph.ecog"].map({0: "0", 1: "1", 2: "2"})}
    table = subgroups(compared(tte, groups, sex="M", status="0"))
    assert table["group"].tolist() == ["F", "M", "0", "1", "2"]
    assert table["n"].tolist() == [90, 138, 63, 113, 50]
    female = table.iloc[0]
    assert female["estimate"] == pytest.approx(0.58800281856, rel=1e-8)
    assert female[["conf_low", "conf_high"]].tolist() == pytest.approx([0.4207250, 0.8114457], rel=1e-6)  # profile
    assert (female["median"], female["median_low"], female["median_high"]) == (426, 345, 524)
    assert table["is_reference"].tolist() == [False, True, True, False, False]
    assert table["estimate"].isna().tolist() == [False, True, True, False, False]


def test_with_arms_each_level_has_its_own_ratio_and_each_grouping_its_interaction():
    tte, sex, data = lung()
    old = (data["age"] >= 65).map({True: "old", False: "young"})
    table = within_levels(tte, {"age": old}, arm=sex, reference="M")
    assert table["group"].tolist() == ["All subjects", "old", "young"]
    within = survival.hazard_ratio(tte[old == "old"], sex, reference="M")["estimate"].iloc[0]
    assert table["estimate"].iloc[1] == pytest.approx(within)
    expected = interaction(tte, sex, old)["p_value"].iloc[0]
    assert table["p_interaction"].tolist() == pytest.approx([np.nan, expected, np.nan], nan_ok=True)
    assert table["interaction_reason"].iloc[1] == ""


def test_an_interaction_that_cannot_be_tested_says_why():
    tte, sex, data = lung()
    alone = (data["age"] >= 65).map({True: "old", False: "young"}).where((data["age"] < 75) | (sex == "F"), "oldest")
    table = within_levels(tte, {"age": alone}, arm=sex, reference="M").set_index("group")
    assert np.isnan(table.loc["old", "p_interaction"])
    assert table["interaction_reason"].dropna().tolist() == ["a combination of the two groupings has no subjects"]


def test_a_subject_of_neither_arm_counts_in_no_number_of_a_row():
    tte, sex, data = lung()
    arm, old = sex.where(data["ph.ecog"] != 2), (data["age"] >= 65).map({True: "old", False: "young"})
    table = within_levels(tte, {"age": old}, arm=arm, reference="M").set_index("group")
    known = tte[arm.notna()]
    parts = {"All subjects": known} | dict(list(known.groupby(old)))
    for group, own in parts.items():
        ratio = survival.hazard_ratio(own, arm, reference="M").iloc[0]
        assert (
            table.loc[group, ["n", "n_event"]].tolist()
            == ratio[["n", "n_event"]].tolist()
            == [len(own), own["event"].sum()]
        )
        assert table.loc[group, "median"] == survival.median_survival(own)["estimate"].iloc[0]


def test_what_is_not_estimable_says_why_and_keeps_its_row():
    groups = {"clearance": CLEARANCE, "site": pd.Series("x", index=SEPARATED.index)}
    table = subgroups(compared(SEPARATED, groups, clearance="not cleared", site="x"))
    assert table["estimate"].tolist() == pytest.approx([0.11535, np.nan, np.nan], abs=1e-5, nan_ok=True)
    assert table[["method", "separated"]].iloc[0].tolist() == ["Cox; Efron; Firth", True]
    assert table["group"].tolist() == ["cleared", "not cleared", "x"]
    assert table["reason"].iloc[2] == "only one group has subjects (x)"


def test_more_than_two_arms_are_refused():
    tte, sex, data = lung()
    with pytest.raises(ValueError, match="arm has levels .* expected two"):
        within_levels(tte, {"sex": sex}, arm=data["ph.ecog"], reference=0)


def test_a_level_with_one_arm_says_so():
    tte, sex, _ = lung()
    table = within_levels(tte, {"sex": sex}, arm=sex, reference="M")
    assert table["reason"].tolist() == ["", "only one arm", "only one arm"]
