"""Percents of NK cells: who has a change, which way it went, from when it is known, and what is refused."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import phenotype
from analysis.estimates.phenotype import percents
from analysis.estimates.survival.cox import hazard_ratio_per
from analysis.study.problems import NotInData
from tests.estimates.phenotype.nk import nkflow


def changes(values, **options):
    return phenotype.percents.changes(nkflow(values), visit="C3", **options)


def test_a_change_is_counted_for_subjects_with_both_values_only():
    found = changes({"1": {"Baseline": 10, "C3": 16}, "2": {"Baseline": 10}, "3": {"C3": 9}})
    assert found.drop(columns="group").values.tolist() == [["PDL1", "1", 10, 16, 6, 43]]


def test_an_unchanged_percent_is_neither_increased_nor_decreased():
    found = changes({"1": {"Baseline": 1, "C3": 1.1}, "2": {"Baseline": 1, "C3": 0.9}, "3": {"Baseline": 1, "C3": 1}})
    assert found["group"].astype(object).fillna("neither").tolist() == ["increased", "decreased", "neither"]
    assert found["group"].cat.categories.tolist() == ["decreased", "increased"]


def test_markers_are_kept_apart_and_stand_in_the_order_of_the_table():
    rows = pd.concat([
        nkflow({"2": {"Baseline": 5, "C3": 4}, "1": {"Baseline": 1, "C3": 3}}, "PDL1"),
        nkflow({"1": {"Baseline": 7, "C3": 7}}, "PD1"),
    ])  # fmt: skip
    found = phenotype.percents.changes(rows, visit="C3")
    assert found[["PARAMCD", "USUBJID", "CHG"]].values.tolist() == [
        ["PDL1", "1", 2],
        ["PDL1", "2", -1],
        ["PD1", "1", 0],
    ]


def test_trajectories_stand_in_day_order_and_keep_subjects_without_baseline():
    found = percents.trajectories(nkflow({"1": {"C3": 16, "Baseline": 10}, "3": {"C3": 9}}))
    assert found.columns.tolist() == ["PARAMCD", "USUBJID", "AVISIT", "ADY", "AVAL", "BASE", "CHG"]
    assert found["ADY"].tolist() == [1, 43, 43]
    assert found["CHG"].fillna(-99).tolist() == [0, 6, -99]


def test_a_percent_beyond_100_and_a_second_value_of_a_visit_are_named_together():
    rows = pd.concat([
        nkflow({"A-1": {"Baseline": 132}}), nkflow({"A-2": {"Baseline": 5}}), nkflow({"A-2": {"Baseline": 6}}, "PD1"),
        nkflow({"A-2": {"Baseline": 6}}),
    ])  # fmt: skip
    with pytest.raises(ValueError, match="A-1") as failed:
        phenotype.percents.changes(rows, visit="C3")
    assert str(failed.value) == (
        "nkflow: PDL1, A-1 Baseline: 132 is not a percent (0–100); PDL1, A-2 Baseline: a second value, 6"
    )


def test_evaluable_counts_each_step_and_names_who_cannot_be_compared():
    rows = nkflow(
        {"1": {"Baseline": 10, "C3": 16}, "2": {"Baseline": 10}, "3": {"Baseline": 4, "C3": 4}, "4": {"C3": 9}}
    )
    found = phenotype.percents.evaluable(rows, ["1", "2", "3", "4", "5"], visit="C3").iloc[0]
    assert found.drop("PARAMCD").tolist() == [5, 3, 3, 1, 0, 1, "2, 4, 5"]


def test_a_marker_that_was_not_measured_at_a_visit_counts_nobody_there():
    rows = nkflow({"1": {"C3": 16}, "2": {"C3": 10}})
    assert phenotype.percents.evaluable(rows, ["1", "2"], visit="C5").iloc[0][["baseline", "visit"]].tolist() == [0, 0]


def test_values_over_time_carry_the_group_of_the_subject_and_when_it_was_known():
    rows = nkflow({"1": {"Baseline": 10, "C3": 16}, "2": {"Baseline": 3}})
    found = phenotype.percents.values_over_time(rows, phenotype.percents.changes(rows, visit="C3"), unit="weeks")
    told = found.drop(columns="PARAMCD").astype(object).where(found.notna(), None).values.tolist()
    assert told == [["1", 0, 10, "increased", 6], ["1", 6, 16, "increased", 6], ["2", 0, 3, None, None]]


def test_groups_by_change_are_known_from_the_day_of_the_visit_and_refer_to_the_decreased():
    found = phenotype.percents.by_change(
        changes({"1": {"Baseline": 10, "C3": 16}, "2": {"Baseline": 3, "C3": 1}}), unit="weeks"
    )
    assert found["groups"]["nk_pdl1_change"].to_dict() == {"1": "increased", "2": "decreased"}
    assert found["known_at"]["nk_pdl1_change"].to_dict() == {"1": 6, "2": 6}
    assert found["references"] == {"nk_pdl1_change": "decreased"}


def test_a_change_without_a_day_is_in_no_comparison_and_where_none_has_one_it_is_said():
    rows = nkflow({"1": {"Baseline": 10, "C3": 16}, "2": {"Baseline": 3, "C3": 1}})
    moved = percents.changes(rows, visit="C3").set_index("USUBJID", drop=False)
    one = moved.assign(ADY=moved["ADY"].where(moved["USUBJID"] == "1")).reset_index(drop=True)
    assert list(percents.by_change(one)["groups"]["nk_pdl1_change"].index) == ["1"]
    seen = percents.Measured(rows, {}, None, one, None, "months")
    assert seen.notes == ["changes of 1 subjects have no study day and are in no comparison: 2"]
    with pytest.raises(NotInData, match="no visit has a study day"):
        percents.by_change(one.assign(ADY=float("nan")))
    assert percents.values_over_time(rows.assign(ADY=float("nan")), one).empty


def test_a_visit_before_the_first_day_is_known_from_the_start():
    early = changes({"1": {"Baseline": 10, "C3": 16}}).assign(ADY=-3)
    assert percents.known_at(early).tolist() == [0]


def test_parameters_are_called_by_their_words_where_the_table_has_them():
    rows = nkflow({"1": {"Baseline": 10}})
    assert phenotype.percents.names(rows) == {"PDL1": "PDL1"}
    with pytest.raises(ValueError, match='found "PDL2"; expected a marker; did you mean "PDL1"'):
        phenotype.percents.names(rows, ["PDL2"])
    assert phenotype.percents.names(rows.assign(PARAM="PD-L1+ of NK cells (%)")) == {"PDL1": "PD-L1+ of NK cells (%)"}


def test_a_table_holds_the_markers_that_are_asked_for_in_their_order(monkeypatch):
    rows = pd.concat([nkflow({"1": {"Baseline": 1}}, name) for name in ("PD1", "PDL1", "CD16")], ignore_index=True)
    monkeypatch.setattr(percents.flow, "table", lambda study: study.rows)
    study = SimpleNamespace(rows=rows)
    assert phenotype.percents.table(study, ["CD16", "PD1"])["PARAMCD"].tolist() == ["CD16", "PD1"]
    assert phenotype.percents.table(study)["PARAMCD"].tolist() == ["PD1", "PDL1", "CD16"]
    with pytest.raises(ValueError, match='found "CD7"; expected a marker; known: PD1'):
        phenotype.percents.table(study, ["CD7"])


def test_a_table_without_rows_gives_tables_without_rows():
    empty = nkflow({})
    none = phenotype.percents.changes(empty, visit="C3")
    assert none.empty
    assert phenotype.percents.values_over_time(empty, none).empty
    assert phenotype.percents.evaluable(empty, ["1"], visit="C3").empty
    assert phenotype.percents.by_change(none) == {"groups": {}, "references": {}, "known_at": {}}


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
    assert own["estimate"].tolist()[:2] == pytest.approx([expected] * 2)
    assert own["role"].tolist() == ["sensitivity", "sensitivity", "primary"]  # of nine events


def test_ratios_stand_in_the_order_of_the_table(rows):
    both = pd.concat([rows, rows.assign(PARAMCD="PD1")], ignore_index=True)
    found = phenotype.hazard_ratios(measured(both), {"OS": TTE})
    assert found["grouping"].unique().tolist() == [
        "nk_pdl1_baseline", "nk_pd1_baseline", "nk_pdl1_points", "nk_pd1_points",
    ]  # fmt: skip


def test_a_change_from_time_0_is_naive_and_stands_beside_the_one_from_the_visit_on(rows):
    found = phenotype.hazard_ratios(measured(rows), {"OS": TTE})
    points = found[(found["grouping"] == "nk_pdl1_points") & (found["estimand"] == "hazard_ratio")]
    assert points["naive"].tolist() == [True] * 3 + [False] * 3
    assert points.loc[points["role"] == "primary", "method"].tolist() == ["Cox; Efron; Firth; delayed entry"]
    assert not found.loc[found["grouping"] == "nk_pdl1_baseline", "naive"].any()
