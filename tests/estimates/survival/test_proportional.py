"""The test of proportional hazards and its residuals against R."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import survival
from analysis.estimates.survival.proportional import interaction, scaled_schoenfeld
from tests.estimates.survival.samples import CLEARANCE, SEPARATED, frame, lung


@pytest.mark.parametrize(
    ("transform", "expected"),
    [("km", 2.86323514932059), ("rank", 2.62108183181216), ("identity", 2.98211397507254)],
)
def test_sex_in_the_lung_trial_equals_r(transform, expected):
    # R: cox.zph(coxph(Surv(time, status) ~ sex, lung), transform = transform)
    tte, sex, _ = lung()
    row = survival.proportional_hazards(tte, sex, reference="M", transform=transform).iloc[0]
    assert row["estimate"] == pytest.approx(expected, rel=1e-8)


def test_few_events_are_an_excuse_only_where_the_test_does_not_reject():
    late = pd.Series([0, 1] * 6)
    time = np.where(late == 1, np.arange(12) / 12 + np.where(np.arange(12) > 7, 0.0, 4), 2 + np.arange(12) / 12)
    tte = pd.DataFrame({"time": time, "event": True})
    crossing = survival.proportional_hazards(tte, late).iloc[0]
    assert crossing["p_value"] < 0.05
    assert crossing["note"] == ""
    shuffled = survival.proportional_hazards(tte.assign(time=np.arange(12) + 1.0), late).iloc[0]
    assert shuffled["p_value"] > 0.05
    assert shuffled["note"] == "few events: little power"
    lung_trial, sex, _ = lung()
    assert survival.proportional_hazards(lung_trial, sex)["note"].eq("").all()


def test_breslow_ties_three_levels_and_strata_equal_r():
    # R: ties = "breslow"; ~ factor(ph.ecog) without level 3, terms = TRUE and FALSE; ~ sex + strata(ph.ecog)
    tte, sex, data = lung()
    status = data["ph.ecog"].where(data["ph.ecog"] < 3)
    breslow = survival.proportional_hazards(tte, sex, reference="M", ties="breslow").iloc[0]
    assert breslow["estimate"] == pytest.approx(2.85295157048799, rel=1e-8)
    levels = survival.proportional_hazards(tte, status, reference=0)
    assert levels["estimate"].tolist() == pytest.approx([2.0920575871182, 0.30147206063907, 1.9595255694376], rel=1e-8)
    assert levels[["group", "df"]].values.tolist() == [["", 2], [1, 1], [2, 1]]
    assert levels["p_value"].tolist() == pytest.approx([0.35133018715385, 0.5829610393812, 0.16156406704723], rel=1e-8)
    strata = survival.proportional_hazards(tte, sex, reference="M", strata=status).iloc[0]
    assert strata["estimate"] == pytest.approx(2.36774897304332, rel=1e-8)


def test_scaled_residuals_equal_r():
    # R: z <- cox.zph(coxph(Surv(time, status) ~ sex, lung)); z$time, z$x, z$y; cor(z$x, z$y)
    tte, sex, _ = lung()
    table = scaled_schoenfeld(tte, sex, reference="M")
    assert table["time"].tolist()[:5] == [5, 11, 11, 11, 12]
    first = [2.80226039407171, -1.80569457681159, -1.80569457681159, -1.80569457681159, -1.81927928377531]
    assert table["estimate"].tolist()[:5] == pytest.approx(first, rel=1e-8)
    assert table["transformed"].tolist()[1] == pytest.approx(0.00438596491228072)
    assert np.corrcoef(table["transformed"], table["estimate"])[0, 1] == pytest.approx(0.131006404415077, rel=1e-8)


def test_without_estimable_ratio_there_is_no_test_and_no_residual():
    row = survival.proportional_hazards(SEPARATED, CLEARANCE, reference="not cleared").iloc[0]
    assert np.isnan(row["estimate"])
    assert row["note"] == "not estimable: a hazard ratio is not estimable"
    assert scaled_schoenfeld(SEPARATED, CLEARANCE).empty


def test_sex_by_age_group_in_the_lung_trial_equals_r():
    # R: twice the difference of loglik of coxph(Surv(time, status) ~ sex + old) and ~ sex * old, old = age >= 65
    tte, sex, data = lung()
    row = interaction(tte, sex, data["age"] >= 65).iloc[0]
    assert row["estimate"] == pytest.approx(0.308326873741, rel=1e-7)
    assert (row["df"], row["n"], row["n_event"]) == (1, 228, 165)


def test_a_combination_without_subjects_or_events_is_not_estimable():
    rows = [(1, True), (2, True), (3, True), (4, True), (5, False)]
    arm, site = pd.Series(list("abaab")), pd.Series(list("xxxyx"))
    empty = interaction(frame(rows), arm, site).iloc[0]
    assert np.isnan(empty["p_value"])
    assert empty["note"] == "not estimable: a combination of the two groupings has no subjects"
    silent = interaction(frame(rows), arm, pd.Series(list("xxxyy"))).iloc[0]
    assert silent["note"] == "not estimable: a combination of the two groupings has no events"


def test_with_one_level_alone_there_is_nothing_to_test():
    rows = [(1, True), (2, True), (3, True), (4, False)]
    arm, one = pd.Series(list("abab")), pd.Series(["x", "x", "x", None])
    for found in (interaction(frame(rows), arm, one), interaction(frame(rows), one, arm)):
        assert np.isnan(found["p_value"].iloc[0])
        assert (found["n"].iloc[0], found["n_event"].iloc[0]) == (3, 3)
        assert found["note"].iloc[0] == "not estimable: only one level of a grouping has subjects"


def test_exchanging_the_two_groupings_changes_nothing():
    tte, sex, data = lung()
    old = data["age"] >= 65
    one, other = interaction(tte, sex, old), interaction(tte, old, sex)
    assert one["p_value"].iloc[0] == pytest.approx(other["p_value"].iloc[0])
