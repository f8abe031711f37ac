"""The declared design of a study as rows: 9 responses in 20 subjects, 14 deaths."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.estimates import design
from analysis.study.declaration.design import Design
from tests import shipped

SIMON = {"p0": 0.2, "p1": 0.4, "r1": 3, "n1": 13, "r": 12, "n": 43}


def of(**said):
    given = shipped.study()
    declared = given.declaration.model_copy(update={"design": Design(**said)})
    return design.inference(replace(given, declaration=declared)).set_index("estimand")


def test_a_study_without_a_design_has_no_rows():
    assert design.inference(shipped.study()).empty


def test_two_stages_with_another_number_of_subjects():
    rows = of(simon=SIMON)
    row, run = rows.loc["proportion"], design.Simon(3, 13, 12, 43).as_run(20, 0.2)
    assert (row["n_event"], row["n"], row["role"], row["grouping"]) == (9, 20, "primary", "design")
    assert row["estimate"] == pytest.approx(run.umvue(9))
    assert row["p_value"] == pytest.approx(run.at_least(9, 0.2))
    assert rows.loc["threshold", "estimate"] == run.r
    assert "20 subjects instead of 43" in row["note"]
    assert "a rate of 20% or less is rejected" in row["note"]


def test_two_stages_that_cannot_have_ended_so_say_why():
    row = of(simon=SIMON | {"n1": 30, "r1": 5}).loc["proportion"]
    assert np.isnan(row["estimate"])
    assert row["reason"] == "the first stage is not complete: 20 of 30 subjects"


def test_a_prior_and_what_the_planned_end_may_show():
    rows = of(bayes={"prior": [1, 1], "p0": 0.2, "success": 0.95, "n": 30})
    assert rows.loc["proportion", "estimate"] == pytest.approx(10 / 22)
    assert rows.loc["posterior_probability", "estimate"] > 0.99
    assert rows.loc["predictive_probability", "at"] == 0.95
    assert "predictive_probability" not in of(bayes={"prior": [1, 1], "p0": 0.2}).index


def test_survival_against_a_median_and_a_rate():
    rows = of(survival={"endpoint": "OS", "median": 12})
    expected = shipped.study().endpoint("OS")["time"].sum() * np.log(2) / 12
    assert rows.loc["observed_expected", "estimate"] == pytest.approx(14 / expected)
    assert set(rows["reference"]) == {"median 12 months"}
    rate = of(survival={"endpoint": "PFS", "rate": 0.3, "at": 6}).loc["difference"]
    assert rate["reference"] == "0.3 at 6 months"
