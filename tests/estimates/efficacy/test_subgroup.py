"""The table behind a forest plot."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import efficacy, survival
from analysis.estimates.survival.interaction import interaction
from tests.estimates.survival.samples import CLEARANCE, SEPARATED, lung


def test_levels_are_compared_with_their_reference_and_adjusted_over_the_table():
    tte, sex, data = lung()
    groups = {"sex": sex, "status": data["ph.ecog"].where(data["ph.ecog"] < 3)}
    table = efficacy.subgroups(tte, groups, references={"sex": "M"})
    assert table["group"].tolist() == ["F", "M", 0, 1, 2]
    assert table["n"].tolist() == [90, 138, 63, 113, 50]
    female = table.iloc[0]
    assert female["estimate"] == pytest.approx(0.58800281856, rel=1e-8)
    assert (female["median"], female["median_low"], female["median_high"]) == (426, 345, 524)
    assert table["note"].tolist() == ["", "reference", "reference", "", ""]
    assert table["p_adjusted"].count() == 3
    assert female["p_adjusted"] == pytest.approx(2 * female["p_value"])


def test_with_arms_each_level_has_its_own_ratio_and_each_grouping_its_interaction():
    tte, sex, data = lung()
    old = (data["age"] >= 65).map({True: "old", False: "young"})
    table = efficacy.subgroups(tte, {"age": old}, arm=sex, arm_reference="M")
    assert table["group"].tolist() == ["All subjects", "old", "young"]
    within = survival.hazard_ratio(tte[old == "old"], sex, reference="M")["estimate"].iloc[0]
    assert table["estimate"].iloc[1] == pytest.approx(within)
    expected = interaction(tte, sex, old)["p_value"].iloc[0]
    assert table["p_interaction"].tolist() == pytest.approx([np.nan, expected, np.nan], nan_ok=True)


def test_what_is_not_estimable_says_why_and_keeps_its_row():
    table = efficacy.subgroups(SEPARATED, {"clearance": CLEARANCE, "site": pd.Series("x", index=SEPARATED.index)},
                               references={"clearance": "not cleared"})  # fmt: skip
    assert table["estimate"].isna().all()
    assert table["note"].iloc[0].startswith("not estimable: monotone likelihood")
    assert table["note"].iloc[2] == "not estimable: only one level"


def test_firth_makes_a_row_of_a_likelihood_without_maximum():
    table = efficacy.subgroups(
        SEPARATED, {"clearance": CLEARANCE}, references={"clearance": "not cleared"}, method="firth"
    )
    assert table["estimate"].iloc[0] == pytest.approx(0.11535, abs=1e-5)
    assert table["method"].iloc[0] == "Cox; Efron; Firth"


def test_more_than_two_arms_are_refused():
    tte, sex, data = lung()
    with pytest.raises(ValueError, match="arm has levels .* expected two"):
        efficacy.subgroups(tte, {"sex": sex}, arm=data["ph.ecog"], arm_reference=0)
