"""What was measured in blood: from a table or from droplets, with flow cytometry beside it where there is any."""

from pathlib import Path

import numpy as np

from analysis.estimates import persistence
from analysis.study import cohort

DATA = Path(__file__).parents[3] / "data"


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
    blood = persistence.blood(cohort.read(DATA / "nct05334329"))
    assert len(blood.samples) == len(blood.courses) == blood.evaluable["samples"].sum()
    assert (blood.blanks["wells"] > 0).all()
    assert np.isfinite(blood.samples["LLOQ"]).all()
