"""Samples in order and censored where they must be; rows that contradict themselves are errors."""

import numpy as np
import pytest

from analysis.estimates import persistence
from analysis.estimates.persistence.blood import after_infusion, evaluable, flow_of, kinetics
from analysis.study import cohort
from analysis.study.problems import StudyError
from tests import shipped
from tests.estimates.persistence.rows import ddpcr, homing_rows


def test_samples_are_put_in_order_of_time():
    found = after_infusion(ddpcr(("1", 1, 24, 20.0), ("1", 1, -1, None), ("1", 1, 1, 80.0), ("1", 1, 4, 40.0)))
    assert found["HOURS"].tolist() == [-1, 1, 4, 24]
    assert kinetics(found)["tmax"].tolist() == [1]


def test_a_sample_is_quantified_detected_or_not_and_never_zero():
    rows = ddpcr(("1", 1, 1, 10.0), ("1", 1, 2, 9.9), ("1", 1, 3, 2.0), ("1", 1, 4, 0.0), ("1", 1, 5, None), lod=3.0)
    found = after_infusion(rows)
    assert found["status"].tolist() == ["quantified", "detected", "not detected", "not detected", "not detected"]
    assert found["limit"].fillna(-1).tolist() == [-1, 10, 3, 3, 3]
    assert found["value"].dropna().tolist() == [10]


def test_without_a_limit_of_detection_what_is_below_lloq_is_not_detected():
    found = after_infusion(ddpcr(("1", 1, 1, 9.9), ("1", 1, 2, None)))
    assert (found["status"] == "not detected").all()
    assert found["limit"].tolist() == [10, 10]


def test_a_blank_value_without_the_flag_is_no_result_and_is_counted():
    rows = ddpcr(("1", 1, 1, 50.0), ("1", 1, 4, None)).assign(BLQFL=None)
    assert len(after_infusion(rows)) == 1
    counted = evaluable(rows, ["1", "2"])
    assert counted[["samples", "without_result"]].to_numpy().tolist() == [[1, 1], [0, 0]]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"AVAL": [-5.0]}, "infusion 1, 4 h: AVAL below 0"),
        ({"AVAL": [0.0], "LLOQ": [np.nan]}, "zero is no measured concentration"),
        ({"BLQFL": ["Y"]}, "BLQFL Y but AVAL at LLOQ or above"),
        ({"BLQFL": ["N"], "AVAL": [3.0]}, "BLQFL N but AVAL below LLOQ"),
        ({"LOD": [11.0]}, "LOD above LLOQ"),
        ({"HOURS": [np.nan]}, "expected a subject, the infusion and the hours"),
        ({"INFUSION": [np.nan]}, "expected a subject, the infusion and the hours"),
    ],
)
def test_rows_that_contradict_themselves_are_named(changes, words):
    with pytest.raises(ValueError, match=words):
        after_infusion(ddpcr(("P-7", 1, 4, 50.0)).assign(**changes))


def test_a_measured_value_needs_no_limit_and_one_below_it_no_limit_of_detection():
    found = after_infusion(ddpcr(("P-7", 1, 4, 50.0)).assign(LLOQ=np.nan, LOD=np.nan))
    assert found["value"].tolist() == [50]


@pytest.mark.parametrize("changes", [{"BLQFL": ["N"], "AVAL": [10.0]}, {"BLQFL": ["Y"], "AVAL": [9.9]},
                                     {"LOD": [10.0]}, {"AVAL": [0.0], "LLOQ": [np.nan], "LOD": [5.0]},
                                     {"AVAL": [0.0], "LLOQ": [np.nan], "BLQFL": ["Y"]}])  # fmt: skip
def test_a_value_or_limit_that_stands_on_the_limit_is_no_contradiction(changes):
    assert len(after_infusion(ddpcr(("P-7", 1, 4, 50.0)).assign(**changes))) == 1


def test_a_value_on_the_limit_is_not_below_it():
    with pytest.raises(ValueError, match="BLQFL Y but AVAL at LLOQ or above"):
        after_infusion(ddpcr(("P-7", 1, 4, 10.0)).assign(BLQFL="Y"))


def test_zero_below_a_stated_limit_needs_no_flag():
    assert after_infusion(ddpcr(("P-7", 1, 4, 0.0)).assign(BLQFL="", LLOQ=10.0, LOD=np.nan))["value"].isna().all()


def test_a_negative_value_or_a_missing_time_in_the_file_is_an_error_of_the_study(tmp_path):
    (tmp_path / "adsl.csv").write_text("USUBJID\n1\n2\n")
    (tmp_path / "adtte.csv").write_text("USUBJID,PARAMCD,AVAL,CNSR\n1,OS,3,0\n2,OS,4,1\n")
    (tmp_path / "ddpcr.csv").write_text("USUBJID,INFUSION,HOURS,AVAL\n1,1,1,-4\n2,,,30\n")
    (tmp_path / "study.yml").write_text(
        "id: s\ntitle: t\nsynthetic: true\ntime_unit: months\n"
        "tables: {adsl: adsl.csv, adtte: adtte.csv, ddpcr: ddpcr.csv}\n"
    )
    with pytest.raises(StudyError) as error:
        cohort.read(tmp_path)
    assert sorted((problem.row, problem.column) for problem in error.value.problems) == [
        ("line 2", "column AVAL"), ("line 3", "column HOURS"), ("line 3", "column INFUSION"),
    ]  # fmt: skip


def test_a_subject_without_samples_stays_in_the_count_of_subjects():
    counted = evaluable(ddpcr(("1", 1, 1, 50.0)), ["1", "2"]).set_index("USUBJID")
    assert counted.loc["2", ["infusions", "samples"]].tolist() == [0, 0]


def test_a_value_without_a_unit_is_in_copies_per_microgram():
    assert after_infusion(ddpcr(("1", 1, 1, 50.0)).drop(columns="AVALU"))["unit"].tolist() == ["copies/µg DNA"]


def test_blood_by_flow_cytometry_is_censored_where_not_detected():
    found = flow_of(homing_rows())
    assert found["status"].tolist() == ["quantified", "not detected"]
    assert found["limit"].tolist()[1] == 0.05


def study(folder, tables=""):
    """A study of two subjects, one of them sampled, with a ddpcr table that was computed elsewhere."""
    (folder / "adsl.csv").write_text("USUBJID\n1\n2\n")
    (folder / "adtte.csv").write_text("USUBJID,PARAMCD,AVAL,CNSR\n1,OS,3,0\n2,OS,4,1\n")
    (folder / "ddpcr.csv").write_text("USUBJID,INFUSION,HOURS,AVAL,LLOQ,p_wells\n1,1,1,50,10,0.5\n1,1,4,3,10,\n")
    (folder / "study.yml").write_text(
        "id: s\ntitle: t\nsynthetic: true\ntime_unit: months\n"
        f"tables: {{adsl: adsl.csv, adtte: adtte.csv, ddpcr: ddpcr.csv{tables}}}\n"
    )
    return cohort.read(folder)


def test_a_table_that_comes_computed_has_no_blanks_and_no_droplets(tmp_path):
    blood = persistence.blood(study(tmp_path))
    assert blood.courses["status"].tolist() == ["quantified", "not detected"]
    assert blood.evaluable["samples"].tolist() == [2, 0]
    assert blood.status["n"].tolist() == [1, 1]
    assert [len(blood.blanks), len(blood.samples), len(blood.flow)] == [0, 0, 0]


def test_blood_of_homing_is_a_course_by_its_assay(tmp_path):
    (tmp_path / "homing.csv").write_text(
        "USUBJID,ASSAY,SPECIMEN,INFUSION,HOURS,AVALC,AVAL,LOD\n1,flow,blood,1,1,DETECTED,0.4,0.05\n"
        "1,flow,blood,1,4,NOT DETECTED,,0.05\n1,stain,biopsy,1,168,DETECTED,,\n"
    )
    flow = persistence.blood(study(tmp_path, ", homing: homing.csv")).flow
    assert flow[["PARAMCD", "HOURS", "status"]].values.tolist() == [
        ["flow", 1, "quantified"], ["flow", 4, "not detected"],
    ]  # fmt: skip


def test_droplets_bring_their_samples_and_blank_wells():
    blood = persistence.blood(shipped.study("nct05334329"))
    assert len(blood.samples) == len(blood.courses) == blood.evaluable["samples"].sum()
    assert (blood.blanks["wells"] > 0).all()
    assert np.isfinite(blood.samples["LLOQ"]).all()
    assert blood.notes == []


def test_wells_of_one_sample_that_differ_are_told():
    blood = persistence.blood(shipped.study("nct05334329"))
    mixed = blood.samples.assign(p_wells=[1e-9, *blood.samples["p_wells"][1:]])
    told = blood._replace(samples=mixed).notes
    assert len(told) == 1
    assert told[0].endswith("differ more than chance allows (P = 1e-09); are they of one sample?")
    barely = blood.samples.assign(p_wells=0.0011 / len(mixed))
    assert blood._replace(samples=barely).notes == []


@pytest.mark.parametrize(("unit", "factor"), [("days", 1 / 24), ("minutes", 60)])
def test_hours_in_another_unit_are_told_by_those_of_the_droplets(unit, factor):
    blood = persistence.blood(shipped.study("nct05334329"))
    told = blood._replace(flow=blood.flow.assign(HOURS=blood.flow["HOURS"] * factor)).notes
    assert told == [f"homing: HOURS times {1 / factor:g} are those of ddpcr; are they {unit}?"]
