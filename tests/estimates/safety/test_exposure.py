"""Exposure: cycles, doses and lanes counted by hand; why treatment stopped and what came later, of a study."""

import pandas as pd
import pytest

from analysis.estimates import safety
from analysis.estimates.safety.exposure import (
    cycle_results,
    cycles,
    disposition,
    doses,
    lanes,
    time_on_treatment,
    treatment_days,
)
from tests.estimates.safety.rows import SUBJECTS, TABLES, adsl, small_study, with_arms


def test_cycles_count_once_and_not_without_a_dose_and_subjects_never_given_a_drug_have_none():
    rows = [
        ("1", "A", 1, 5, 1),
        ("1", "A", 1, 5, 2),
        ("1", "A", 2, 5, 22),
        ("1", "A", 3, 0, 43),
        ("2", "B", 1, None, 1),
    ]
    adex = pd.DataFrame(rows, columns=["USUBJID", "EXTRT", "CYCLE", "EXDOSE", "ASTDY"])
    given = cycles(adex, SUBJECTS[:2]).set_index(["USUBJID", "EXTRT"])
    assert given["cycles"].tolist() == [2, 0, 0, 1]
    assert given.loc[("1", "A"), ["dose", "first_day", "last_day"]].tolist() == [15, 1, 22]
    results = cycle_results(given.reset_index()).set_index(["group", "estimand"])["estimate"]
    assert results["A"].to_dict() == {"median": 1, "minimum": 0, "maximum": 2}


def test_time_on_treatment_counts_both_days_and_censors_who_goes_on():
    rows = adsl(
        ("1", "2020-01-01", "2020-01-10", "PD", "Y"), ("2", "2020-01-01", None, None, "Y"), ("3", None, None, None, "N")
    )
    tte = time_on_treatment(rows, cutoff="2020-01-31", unit="days")
    assert tte["time"].to_dict() == {"1": 10, "2": 31}
    assert tte["event"].to_dict() == {"1": True, "2": False}


def test_lanes_stand_by_time_on_treatment_with_cycles_and_the_end():
    rows = adsl(("1", "2020-01-01", "2020-01-10", "PD", "Y"), ("2", "2020-01-01", None, None, "Y"))
    adex = pd.DataFrame({"USUBJID": ["1", "2"], "EXTRT": "A", "CYCLE": 1, "EXDOSE": [5.0, 0.0], "ASTDY": [8, 1]})
    found = lanes(rows, cycles(adex, rows["USUBJID"]), cutoff="2020-01-31", unit="days")
    assert found.to_dict("records") == [
        {"USUBJID": "2", "time": 31, "end": "ONGOING", "A": 0},
        {"USUBJID": "1", "time": 10, "end": "PD", "A": 1},
    ]
    month = lanes(rows, cycles(adex, rows["USUBJID"]), cutoff="2020-01-31")["time"]
    assert month.tolist() == pytest.approx([31 / 30.4375, 10 / 30.4375])
    assert doses(adex, unit="weeks").values.tolist() == [["1", "A", 1.0]]


def test_absent_columns_are_an_error_that_names_them():
    rows = adsl(("1", "2020-01-01", "2020-01-10", "PD", "Y"))
    with pytest.raises(ValueError, match="adsl: no column TRTSDT"):
        treatment_days(rows.drop(columns="TRTSDT"))
    adex = pd.DataFrame({"USUBJID": ["1"], "EXTRT": ["A"]})
    with pytest.raises(ValueError, match="adex: no column CYCLE"):
        cycles(adex, ["1"])
    with pytest.raises(ValueError, match="adex: no column ASTDY"):
        doses(adex)


# -- of a study


@pytest.fixture
def study(tmp_path):
    """A function that gives a study of five subjects with changes of its tables: name = CSV text, or None for none."""

    def made(**tables):
        return small_study(tmp_path, **tables)

    return made


def test_what_subjects_received_is_told_in_cycles_doses_lanes_and_time(study):
    found = safety.exposure(study())
    assert found.cycles.set_index(["group", "estimand"])["estimate"].to_dict() == {
        ("A", "median"): 1, ("A", "minimum"): 0, ("A", "maximum"): 2,
    }  # fmt: skip
    assert set(found.cycles["n"]) == {4}  # the fifth is outside the safety population
    assert found.doses.values.tolist() == [["1", "A", 0.0], ["1", "A", 21.0], ["2", "A", 0.0], ["4", "A", 0.0]]
    assert found.lanes[["USUBJID", "time", "end"]].values.tolist()[0] == ["2", 31, "ONGOING"]
    median = found.time[found.time["estimand"] == "median"].iloc[0]
    assert (median["estimate"], median["n"], median["n_event"]) == (21, 4, 3)  # between 20 and 22 days half are treated


def test_who_had_a_dose_but_is_not_in_the_safety_population_has_no_time_on_treatment(tmp_path):
    rows = TABLES["adsl"].replace("5,,,,N", "5,2020-01-01,2020-01-02,,N")
    found = safety.exposure(small_study(tmp_path, adsl=rows))
    assert found.time["n"].max() == 4
    assert sorted(found.lanes["USUBJID"]) == ["1", "2", "3", "4"]


def test_a_study_without_doses_or_dates_gives_no_rows_of_them(study):
    undosed = safety.exposure(study(adex=None))
    assert [len(part) for part in (undosed.cycles, undosed.doses, undosed.lanes)] == [0, 0, 0]
    assert len(undosed.time)
    undated = study(adsl="USUBJID\n1\n2\n3\n4\n5\n")
    exposure = safety.exposure(undated)
    assert [len(exposure.time), len(exposure.lanes), len(disposition(undated))] == [0, 0, 0]
    assert len(exposure.cycles)


def test_disposition_counts_reasons_and_who_is_on_treatment_for_everyone_and_without_progression(study):
    found = disposition(study()).set_index(["population", "group"])[["estimate", "n"]]
    assert found.loc["all"].to_records().tolist() == [
        ("PROGRESSIVE DISEASE", 2, 4), ("NOT RECORDED", 1, 4), ("ONGOING", 1, 4),
    ]  # fmt: skip
    assert found.loc["progression_free"].to_records().tolist() == [("NEVER TREATED", 1, 2), ("ONGOING", 1, 2)]
    only_survival = study(adtte="USUBJID,PARAMCD,AVAL,CNSR\n1,OS,9,0\n")
    assert set(disposition(only_survival)["population"]) == {"all"}


def test_reasons_are_not_recorded_where_the_study_has_none(study):
    rows = disposition(
        study(adsl="USUBJID,TRTSDT,TRTEDT\n" + "".join(f"{n},2020-01-01,2020-01-05\n" for n in range(1, 6)))
    )
    assert set(rows["group"]) == {"NOT RECORDED"}


def test_later_therapy_is_the_share_of_those_who_progressed(study):
    # 2 of 3: Clopper-Pearson 9.4 to 99.2 % (R: binom.test(2, 3))
    row = safety.later_therapy(study()).iloc[0]
    assert (row["n_event"], row["n"]) == (2, 3)
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((0.0943, 0.9916), abs=1e-4)
    assert safety.later_therapy(study(), category="NEXT").iloc[0]["n_event"] == 1
    assert safety.later_therapy(study(adcm=None)).empty


def test_nobody_treated_further_is_zero_of_those_who_progressed(study):
    row = safety.later_therapy(study(adcm="USUBJID,CMDECOD\n5,X\n")).iloc[0]
    assert (row["n_event"], row["n"]) == (0, 3)


def test_exposure_is_told_for_each_arm_received(tmp_path):
    rows = safety.exposure(with_arms(tmp_path)).by_arm
    cycles = rows[rows["endpoint"] == "cycles"].set_index(["group", "estimand"])["estimate"].unstack()
    assert cycles.loc["new", ["median", "minimum", "maximum"]].tolist() == [1.5, 1, 2]  # 1 had two, 4 one
    assert cycles.loc["old", ["median", "minimum", "maximum"]].tolist() == [0.5, 0, 1]  # 2 had one, 3 none
    time = rows[rows["endpoint"] == "time on treatment"].set_index("group")
    assert time.loc["new", ["estimate", "n", "n_event"]].tolist() == [21, 2, 2]  # stopped after 20 and 22 days
    assert time.loc["old", ["n", "n_event"]].tolist() == [2, 1]
    assert set(rows["grouping"]) == {"arm"}
