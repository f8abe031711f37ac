"""Causes of a study as result rows."""

import numpy as np
import pytest

from analysis.estimates import competing
from analysis.study import cohort
from tests.study.cohort.test_causes import write


@pytest.fixture
def study(tmp_path):
    return cohort.read(write(tmp_path))


def test_the_incidence_of_each_cause_at_each_time(study):
    rows = competing.incidences(study, "TTP", [4, 12]).set_index(["endpoint", "at"])
    assert list(rows.index) == [("TTP: Relapse", 4), ("TTP: Relapse", 12), ("TTP: Death", 4), ("TTP: Death", 12)]
    # eight subjects: relapse at 1, death at 2, censored at 3, relapse at 4: 1/8 + 6/8 * 1/5
    assert rows.loc[("TTP: Relapse", 4), "estimate"] == pytest.approx(1 / 8 + 6 / 8 / 5)
    assert rows.loc[("TTP: Death", 4), "estimate"] == pytest.approx(1 / 8)
    assert rows.loc[("TTP: Relapse", 4), "n_event"] == 2
    assert rows.xs(12, level="at")["estimate"].sum() == pytest.approx(1)  # the last subject had an event
    assert set(rows["role"]) == {"descriptive"}


def test_without_times_there_are_no_rows(study):
    assert competing.incidences(study, "TTP", []).empty


def test_groups_are_compared_for_each_cause(study):
    rows = competing.by_group(study, "TTP", study.group("sex"), reference="F")
    assert rows["estimand"].tolist() == ["gray_test", "hazard_ratio", "subdistribution_ratio"] * 2
    assert rows["endpoint"].tolist() == ["TTP: Relapse"] * 3 + ["TTP: Death"] * 3
    assert rows["method"].tolist()[:3] == ["Gray", "Cox; Efron; Firth; cause-specific", "Fine-Gray; Wald"]
    own = rows[rows["estimand"] == "hazard_ratio"].iloc[0]
    assert (own["grouping"], own["group"], own["reference"]) == ("sex", "M", "F")
    within = competing.incidences(study, "TTP", [4], study.group("sex"))
    assert within["group"].tolist() == ["F", "F", "M", "M"]
    assert set(within["grouping"]) == {"sex"}


def test_one_group_alone_is_compared_with_nothing(study):
    group = study.group("sex")
    assert competing.by_group(study, "TTP", group.where(group == "F"), reference="F").empty


def test_who_is_at_risk_and_who_left(study):
    table = competing.at_risk(study, "TTP", [0, 3, 5]).set_index(["group", "at"])
    assert table.loc["Relapse"].to_numpy().tolist() == [[8, 0, 0], [6, 1, 0], [4, 2, 1]]
    assert table.loc["Death", "n_event"].tolist() == [0, 1, 1]
    assert np.isfinite(competing.curves(study, "TTP")["estimate"]).all()
