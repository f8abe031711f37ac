"""Long and short survivors: who is which, who is neither, and how their baseline values differ."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import phenotype
from analysis.estimates.phenotype.survivors import survivors
from tests.estimates.phenotype.nk import nkflow

LONG_VALUES = [12.1, 15.3, 9.8, 22.4, 18, 7.5, 30.2, 11, 14.4, 26, 19.9]
SHORT_VALUES = [8.2, 10.1, 6.6, 17.3, 5.9, 13.7, 9.1, 21.5, 12.2]
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
