"""The timeline counts from the first day of treatment, and says why it has nothing."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import persistence
from analysis.estimates.persistence.timeline import events
from analysis.study import cohort
from tests.estimates.persistence.rows import homing_rows


def test_the_timeline_counts_from_the_first_day_of_treatment():
    adex = pd.DataFrame(
        {"USUBJID": "1", "EXTRT": ["Flu", "NK", "NK"], "EXDOSE": [30.0, np.nan, np.nan], "ASTDY": [1, 13, 6]}
    )
    homing = homing_rows().assign(INFUSION=2)
    adrs = pd.DataFrame(
        {"USUBJID": "1", "PARAMCD": ["SUMDIAM", "SUMDIAM", "OVR"], "AVALC": [None, None, "SD"], "ADY": [1, 43, 43]}
    )
    found = events(adex, adrs, homing, drug="NK", unit="days")
    assert found[["time", "kind", "label"]].to_numpy().tolist() == [
        [0, "imaging", "Baseline"], [0, "lymphodepletion", "Flu"], [5, "infusion", "1"], [12, "infusion", "2"],
        [19, "specimen", "detected"], [42, "imaging", "SD"],
    ]  # fmt: skip
    assert found.index.tolist() == list(range(6))


def study(folder, *, adtte="1,OS,3,0\n2,OS,2,1\n", adex="1,NK,1\n1,Flu,1\n2,NK,8\n"):
    """A study of two subjects in months with doses: rows of adtte and adex."""
    (folder / "adsl.csv").write_text("USUBJID\n1\n2\n")
    (folder / "adtte.csv").write_text(f"USUBJID,PARAMCD,AVAL,CNSR\n{adtte}")
    (folder / "adex.csv").write_text(f"USUBJID,EXTRT,ASTDY\n{adex}")
    tables = "{adsl: adsl.csv, adtte: adtte.csv, adex: adex.csv}"
    (folder / "study.yml").write_text(f"id: s\ntitle: S\nsynthetic: true\ntime_unit: months\ntables: {tables}\n")
    return cohort.read(folder)


def test_a_study_gives_events_and_lanes_of_follow_up_in_weeks(tmp_path):
    found = persistence.timeline(study(tmp_path), drug="NK")
    assert found.events.values.tolist() == [
        ["1", 0, "infusion", "1"], ["1", 0, "lymphodepletion", "Flu"], ["2", 1, "infusion", "1"],
    ]  # fmt: skip
    month = 30.4375 / 7
    assert found.lanes["time"].tolist() == pytest.approx([3 * month, 2 * month])
    assert found.lanes["dead"].tolist() == [True, False]
    assert found.remarks == ()


def test_a_drug_that_nobody_was_given_is_said_and_nothing_is_drawn(tmp_path):
    found = persistence.timeline(study(tmp_path), drug="CAR")
    assert found.remarks == ("No timeline: adex has no drug “CAR” (parameter `drug`).",)
    assert [len(found.events), len(found.lanes)] == [0, 0]


def test_without_survival_there_is_no_lane_and_no_event(tmp_path):
    found = persistence.timeline(study(tmp_path, adtte="1,PFS,3,0\n"), drug="NK")
    assert [len(found.events), len(found.lanes), found.remarks] == [0, 0, ()]
