"""Survival by change, hazard curves and the labels of a heat map: what is shown is what the tables say."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import continuous, efficacy, phenotype, response
from analysis.report.biomarkers import annotations, hazard_curves, heatmap, numbers
from analysis.report.curves import survival_comparisons
from analysis.study import cells
from analysis.study.declaration.model import Number
from tests import shipped

VISIT = "After cycle 2"
NAMES = {"PD1": "PD-1+ of NK cells (%)", "PDL1": "PD-L1+ of NK cells (%)"}


@pytest.fixture(scope="module")
def study():
    return shipped.study()


@pytest.fixture(scope="module")
def compared(study):
    flow = phenotype.measured(study, visit=VISIT)
    ttes = {"OS": study.endpoint("OS")}
    return ttes, flow, efficacy.comparisons(ttes, **flow.by_change, unit="months")


def test_each_marker_has_its_curves_with_the_naive_note_and_the_visit(section, shown, compared):
    ttes, flow, rows = compared
    survival_comparisons(section, ttes, rows, flow.labels, visit=VISIT, groups=flow.by_change["groups"])
    figures, _, _ = shown
    assert list(figures) == ["os_by_nk_pd1_change", "os_by_nk_pdl1_change"]
    caption = figures["os_by_nk_pdl1_change"][1]
    assert caption.startswith("Overall survival by PD-L1+ NK cells after cycle 2 against baseline: decreased: n = 5")
    assert f"known only from the visit “{VISIT}”" in caption


def test_a_marker_that_went_one_way_in_everybody_has_no_curves(section, shown, compared):
    ttes, flow, rows = compared
    changes = flow.changes[(flow.changes["PARAMCD"] != "PD1") | (flow.changes["group"] == "decreased")]
    groups = flow._replace(changes=changes).by_change["groups"]
    survival_comparisons(section, ttes, rows, flow.labels, visit=VISIT, groups=groups)
    assert list(shown[0]) == ["os_by_nk_pdl1_change"]


def test_a_hazard_curve_is_drawn_from_thirty_events_on(section, shown):
    rng = np.random.default_rng(2)
    names = [f"S{n}" for n in range(40)]
    values = pd.DataFrame({"PARAMCD": "PDL1", "USUBJID": names, "value": rng.random(40) * 30})
    tte = pd.DataFrame({"time": rng.exponential(12, 40), "event": True}, index=names)
    hazard_curves(section, values, tte.assign(event=[True] * 29 + [False] * 11), NAMES, endpoint="PFS")
    assert not shown[0]
    hazard_curves(section, values, tte, NAMES, endpoint="PFS")
    assert shown[0]["curve_pdl1"][1].startswith("Hazard ratio (PFS) along PD-L1+ of NK cells (%), baseline")


def test_labels_above_a_heat_map_are_outcome_groupings_and_response_where_the_study_has_them(study):
    subjects = study.population("mif")
    best = response.best_responses(study.table("adrs"), subjects=subjects)
    found = annotations(study, subjects, ["histology", "nk_pd1_change", "unheard of"], best=best, at=24.0)
    assert list(found) == ["OS group", "Histology", "Best response"]
    assert list(found.index) == list(subjects)
    lived = study.endpoint("OS")["time"].reindex(subjects) > 24
    assert (found["OS group"] == "long").tolist() == lived.tolist()
    assert list(annotations(study, subjects, [], best=best.iloc[:0])) == ["OS group"]


def test_a_heat_map_tells_the_limit_of_long_survivors_in_its_unit(section, shown, study):
    best = response.best_responses(study.table("adrs"), subjects=study.population("mif"))
    fractions = cells.fractions_of(study)
    heatmap(section, fractions, ["histology"], best=best, at=24.0, named=["CD56+PD-L1+"])
    assert "24 months" in shown[0]["heatmap"][1]


def test_numbers_that_study_yml_declares_are_compared_per_unit(section, shown, study, monkeypatch):
    tmb = Number(table="adsl", column="TMB", label="TMB, per Mb", per=5, known_day=0)
    declared = study.declaration.model_copy(update={"numbers": {"tmb_value": tmb}})
    monkeypatch.setattr(section, "study", replace(study, declaration=declared))
    numbers(section, ["OS"])
    rows = section.rows[-1]
    ratio = rows[(rows["role"] == "primary") & (rows["estimand"] == "hazard_ratio")].iloc[0]
    tte, values = study.endpoint("OS"), pd.to_numeric(study.table("adsl").set_index("USUBJID")["TMB"])
    expected = continuous.comparison(tte, values, endpoint="OS", grouping="tmb_value", unit=5)
    expected = expected[expected["role"] == "primary"].iloc[0]
    assert (ratio["grouping"], ratio["group"]) == ("tmb_value", "per 5")
    assert ratio["estimate"] == pytest.approx(expected["estimate"])
    assert not shown[0]  # fewer than thirty events: no curve
    before = len(section.rows)
    monkeypatch.setattr(section, "study", study)
    numbers(section, ["OS"])
    assert len(section.rows) == before
