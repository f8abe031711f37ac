"""What a swimmer plot says of each subject."""

import numpy as np
import pandas as pd

from analysis.estimates.ctdna.lanes import lanes, states
from tests.estimates.ctdna.cases import four_subjects, late_clearance


def test_states_are_words_and_the_direction_where_both_values_are_known():
    words = states(four_subjects())
    assert words["baseline"].fillna("").tolist() == ["detected", "detected", "not detected", "not detected", ""]
    assert words["response"].tolist() == ["decreased", "increased", "not detected", "increased", "not detected"]
    assert words["last"].isna().all()
    unmeasured = four_subjects()
    unmeasured.by_sample["concentration"] = np.nan
    assert states(unmeasured)["response"].iloc[0] == "detected"
    assert states(late_clearance())["last"].iloc[0] == "detected"


def both_endpoints():
    index = pd.Index(["A", "B", "Z"], name="USUBJID")
    overall = pd.DataFrame({"time": [10.0, 20, 30], "event": [True, False, False]}, index=index)
    free = pd.DataFrame({"time": [5.0, 8, 30], "event": [True, True, False]}, index=index)
    overall.loc["O"] = [3.0, True]  # without progression-free survival there is no lane
    return {"OS": overall, "PFS": free}


def test_lanes_tell_death_from_progression_and_keep_subjects_without_a_sample():
    table = lanes(four_subjects(endpoints=both_endpoints(), best={"A": "PR", "B": "SD"})).set_index("USUBJID")
    assert table["outcome"].tolist() == ["dead", "alive after progression", "alive, progression-free"]
    assert table["best_response"].tolist() == ["PR", "SD", "NE"]
    assert table["pfs"].tolist() == [5, 8, 30]
    assert table["last_cleared"].tolist()[:2] == [False, False]
    assert table.loc["Z", ["baseline", "response", "last", "last_cleared"]].isna().all()


def test_there_are_no_lanes_without_both_endpoints_or_without_any_change():
    assert lanes(four_subjects(endpoints={"OS": both_endpoints()["OS"]})).empty
    alone = four_subjects(endpoints=both_endpoints(), best={"A": "PR"})
    alone.by_sample["concentration"] = np.nan
    assert lanes(alone).empty
