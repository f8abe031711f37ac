"""The table behind a forest plot."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import efficacy, survival
from analysis.estimates.survival.interaction import interaction
from tests.estimates.survival.samples import CLEARANCE, SEPARATED, lung


def test_levels_are_compared_with_their_reference_by_the_rows_of_the_comparison():
    tte, sex, data = lung()
    groups = {"sex": sex, "status": data["ph.ecog"].where(data["ph.ecog"] < 3)}
    rows = efficacy.comparisons({"OS": tte}, groups, references={"sex": "M", "status": 0})
    table = efficacy.subgroups(rows)
    assert table["group"].tolist() == ["F", "M", 0, 1, 2]
    assert table["n"].tolist() == [90, 138, 63, 113, 50]
    female = table.iloc[0]
    assert female["estimate"] == pytest.approx(0.58800281856, rel=1e-8)
    assert (female["median"], female["median_low"], female["median_high"]) == (426, 345, 524)
    assert table["is_reference"].tolist() == [False, True, True, False, False]
    assert table["note"].tolist() == ["", "reference", "reference", "", ""]


def test_with_arms_each_level_has_its_own_ratio_and_each_grouping_its_interaction():
    tte, sex, data = lung()
    old = (data["age"] >= 65).map({True: "old", False: "young"})
    table = efficacy.within_levels(tte, {"age": old}, arm=sex, reference="M")
    assert table["group"].tolist() == ["All subjects", "old", "young"]
    within = survival.hazard_ratio(tte[old == "old"], sex, reference="M")["estimate"].iloc[0]
    assert table["estimate"].iloc[1] == pytest.approx(within)
    expected = interaction(tte, sex, old)["p_value"].iloc[0]
    assert table["p_interaction"].tolist() == pytest.approx([np.nan, expected, np.nan], nan_ok=True)


def separated(**options):
    groups = {"clearance": CLEARANCE, "site": pd.Series("x", index=SEPARATED.index)}
    rows = efficacy.comparisons({"OS": SEPARATED}, groups, references={"clearance": "not cleared", "site": "x"})
    return efficacy.subgroups(rows, **options)


def test_what_is_not_estimable_says_why_and_keeps_its_row():
    table = separated()
    assert table["estimate"].isna().all()
    assert table["separated"].tolist() == [True, False, False]
    assert table["reason"].iloc[0].startswith("monotone likelihood")
    assert table["reason"].iloc[2] == "only one group has subjects (x)"


def test_firth_makes_a_row_of_a_likelihood_without_maximum():
    table = separated(method="firth")
    assert table["estimate"].iloc[0] == pytest.approx(0.11535, abs=1e-5)
    assert table["method"].iloc[0] == "Cox; Efron; Firth"
    assert table["reason"].iloc[2] == "only one group has subjects (x)"


def test_more_than_two_arms_are_refused():
    tte, sex, data = lung()
    with pytest.raises(ValueError, match="arm has levels .* expected two"):
        efficacy.within_levels(tte, {"sex": sex}, arm=data["ph.ecog"], reference=0)
