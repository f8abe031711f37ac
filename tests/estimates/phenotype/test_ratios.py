"""The percent itself against survival: per step, at baseline from the start, its change from the visit on."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import phenotype
from analysis.estimates.survival.cox import hazard_ratio_per
from tests.estimates.phenotype.nk import nkflow

NAMES = [f"S{n:02}" for n in range(12)]
BEFORE = dict(zip(NAMES, [4.0, 9, 2, 7, 5, 11, 3, 8, 6, 10, 1, 12], strict=True))
TTE = pd.DataFrame({"time": np.linspace(1.0, 30, 12), "event": [True, False] * 6}, index=NAMES)


@pytest.fixture
def rows():
    return nkflow({name: {"Baseline": value, "C3": value + place % 5 - 1}
                   for place, (name, value) in enumerate(BEFORE.items())})  # fmt: skip


def measured(rows):
    return phenotype.percents.Measured(rows, {}, None, phenotype.percents.changes(rows, visit="C3"), None, "months")


def test_each_marker_has_a_ratio_at_baseline_and_one_of_its_change_for_each_endpoint(rows):
    found = phenotype.hazard_ratios(measured(rows), {"OS": TTE, "PFS": TTE}, per=5.0)
    assert set(zip(found["endpoint"], found["grouping"], strict=True)) == {
        (endpoint, name) for endpoint in ("OS", "PFS") for name in ("nk_pdl1_baseline", "nk_pdl1_points")
    }
    own = found[(found["endpoint"] == "OS") & (found["grouping"] == "nk_pdl1_baseline")]
    expected = hazard_ratio_per(TTE, pd.Series(BEFORE), unit=5.0)["estimate"].iloc[0]
    assert own[own["estimand"] == "hazard_ratio"]["estimate"].tolist() == pytest.approx([expected] * 2)


def test_a_change_from_time_0_is_naive_and_stands_beside_the_one_from_the_visit_on(rows):
    found = phenotype.hazard_ratios(measured(rows), {"OS": TTE})
    points = found[(found["grouping"] == "nk_pdl1_points") & (found["estimand"] == "hazard_ratio")]
    assert points["naive"].tolist() == [True, True, False, False]
    assert points["at"].tolist()[2:] == [1.38, 1.38]  # 42 days, rounded up
    assert not found.loc[found["grouping"] == "nk_pdl1_baseline", "naive"].any()
