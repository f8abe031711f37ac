"""A study beside other trials: the default study by another way, differences of rates, curves with their files."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.estimates import comparators
from analysis.estimates.comparators.of_study import rate_difference, wilson
from analysis.study import cohort
from analysis.study.declaration.comparators import Comparator
from tests import shipped

TRIAL = {
    "label": "T",
    "source": "s",
    "endpoint": "OS",
    "line": "second",
    "year": 2020,
    "country": "c",
    "selection": "x",
}


def study(folder, arms, *, file="", unit=None):
    """The default study with one comparator whose curve, if any, stands in a folder."""
    if file:
        (folder / "curve.csv").write_text(file)
    trial = Comparator(**TRIAL, arms=arms, unit=unit)
    given = shipped.study()
    declaration = given.declaration.model_copy(update={"comparators": {"t": trial}})
    return replace(given, folder=folder, declaration=declaration)


def test_the_four_trials_of_the_paper_stand_with_their_printed_numbers():
    found = comparators.printed(shipped.study())
    assert dict(zip(found["reference"], found["estimate"], strict=True)) == {
        "nivolumab (CheckMate 078)": 11.9, "docetaxel (CheckMate 078)": 9.5,
        "tislelizumab (RATIONALE-303)": 17.2, "docetaxel (RATIONALE-303)": 11.9,
        "SNK01 and pembrolizumab (SNK01)": 0.583, "pembrolizumab (SNK01)": 0.167,
        "anti-PD-1 with chemotherapy or bevacizumab (Hu et al.)": 7.5, "anti-PD-1 alone (Hu et al.)": 3.3}  # fmt: skip


def test_the_default_study_beside_checkmate_078_by_hand():
    given = shipped.study()
    rows = comparators.beside(given)
    own = rows[rows["reference"] == "nivolumab (CheckMate 078)"].set_index("estimand")
    tte = given.endpoint("OS")
    expected = tte["time"].sum() * np.log(2) / 11.9
    assert own.loc["expected", "estimate"] == pytest.approx(expected)
    low, high = stats.chi2.ppf(0.025, 28) / 2, stats.chi2.ppf(0.975, 30) / 2  # 14 deaths
    limits = own.loc["observed_expected", ["estimate", "conf_low", "conf_high"]].astype(float).tolist()
    assert limits == pytest.approx([14 / expected, low / expected, high / expected])
    assert own.loc["difference", "at"] == 11.9
    assert own.loc["difference", "estimate"] == pytest.approx(
        (tte["time"] > 11.9).mean() - 0.5
    )  # none is censored by then
    assert set(own["role"]) == {"descriptive"}
    assert own["p_value"].notna().sum() == 1


def test_a_difference_of_rates_joins_both_intervals():
    # all ten followed: 6 of 10 alive at 5; Kaplan-Meier, log-log: 0.252 to 0.827 (R: survfit); Wilson of 7 in 12
    tte = pd.DataFrame({"time": [1.0, 2, 3, 4, 6, 7, 8, 9, 10, 11], "event": [True] * 10})
    row = rate_difference(tte, 5, 7 / 12, n=12).iloc[0]
    low, high = wilson(7 / 12, 12)
    interval = stats.binomtest(7, 12).proportion_ci(method="wilson")
    assert (low, high) == pytest.approx((interval.low, interval.high))
    assert row["estimate"] == pytest.approx(0.6 - 7 / 12)
    assert row["conf_low"] == pytest.approx(0.6 - 7 / 12 - np.hypot(0.6 - 0.252668897, high - 7 / 12), abs=1e-8)
    assert row["conf_high"] == pytest.approx(0.6 - 7 / 12 + np.hypot(0.827220967 - 0.6, 7 / 12 - low), abs=1e-8)


def test_a_rate_without_subjects_is_taken_as_known_and_printed_limits_are_used():
    tte = pd.DataFrame({"time": [1.0, 2, 3, 4, 6, 7, 8, 9, 10, 11], "event": [True] * 10})
    known = rate_difference(tte, 5, 0.5).iloc[0]
    assert known["conf_low"] == pytest.approx(0.252668897 - 0.5, abs=1e-8)
    assert "taken as known" in known["note"]
    given = rate_difference(tte, 5, 0.5, limits=(0.4, 0.6)).iloc[0]
    assert given["conf_low"] == pytest.approx(0.1 - np.hypot(0.6 - 0.252668897, 0.1), abs=1e-8)
    assert "known" not in given["note"]


def test_a_rate_beyond_the_follow_up_has_no_difference():
    tte = pd.DataFrame({"time": [1.0, 2], "event": [True, False]})
    row = rate_difference(tte, 5, 0.5).iloc[0]
    assert np.isnan(row["estimate"])
    assert np.isnan(row["conf_low"])
    assert row["reason"] == "after the last observed time 2"


def test_a_curve_with_numbers_at_risk_has_a_ratio_against_its_subjects(tmp_path):
    file = "time,survival,n_risk\n0,1,40\n6,0.8,32\n12,0.5,20\n24,0.25,10\n36,0.1,4\n"
    rows = comparators.beside(study(tmp_path, {"a": {"curve": "curve.csv"}}, file=file)).set_index("estimand")
    assert list(rows.index) == ["expected", "observed_expected", "log_rank", "hazard_ratio"]
    assert rows.loc["hazard_ratio", "n"] == 60
    assert rows.loc["hazard_ratio", "method"] == "Cox; Efron; profile; reconstructed"
    assert rows.loc["hazard_ratio", "estimate"] < 1
    assert "cut in" in rows.loc["log_rank", "note"]


def test_a_curve_without_numbers_at_risk_has_none(tmp_path):
    rows = comparators.beside(study(tmp_path, {"a": {"curve": "curve.csv"}}, file="time,survival\n6,0.8\n60,0.5\n"))
    assert list(rows["estimand"]) == ["expected", "observed_expected", "log_rank"]


def test_rows_of_subjects_are_a_curve_and_the_other_group(tmp_path):
    file = "time,event\n200,1\n400,1\n600,0\n900,1\n"
    given = study(tmp_path, {"a": {"curve": "curve.csv"}}, file=file, unit="days")
    curve = comparators.curves_of(given, "OS")["a (T)"]
    assert curve["time"].tolist() == pytest.approx([200 / 30.4375, 400 / 30.4375, 600 / 30.4375, 900 / 30.4375])
    assert curve["survival"].tolist() == pytest.approx([0.75, 0.5, 0.5, 0])
    assert comparators.beside(given).set_index("estimand").loc["hazard_ratio", "n"] == 24


def test_a_study_without_comparators_has_no_rows():
    assert comparators.beside(shipped.study("ncctg-lung")).empty
    assert comparators.printed(shipped.study("ncctg-lung")).empty
    assert cohort.Study.comparators.__doc__
