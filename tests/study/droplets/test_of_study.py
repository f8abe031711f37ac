"""The droplets of a study made into its table."""

import shutil

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.estimates.persistence.blood import blood
from analysis.study import cohort, droplets
from tests.study.droplets.plates import written

SETTINGS = {
    "sample": r"'(?P<USUBJID>P\d) inf(?P<INFUSION>\d+) (?P<HOURS>-?[\d.]+)h'",
    "targets": "{CAR: T}",
    "reference": "R",
}


def study(folder, *lines, ignore="", **changes):
    plates = folder / "plates"
    plates.mkdir()
    written(plates, *lines)
    (folder / "adsl.csv").write_text("USUBJID\nP1\nP2\n")
    (folder / "adtte.csv").write_text("USUBJID,PARAMCD,AVAL,CNSR\nP1,OS,3,0\nP2,OS,4,1\n")
    settings = "".join(f"      {key}: {value or 'null'}\n" for key, value in (SETTINGS | changes).items())
    (folder / "study.yml").write_text(
        "id: s\ntitle: t\nsynthetic: true\ntime_unit: months\ntables:\n  adsl: adsl.csv\n  adtte: adtte.csv\n"
        f"  ddpcr:\n    file: plates\n    layout: droplets\n{ignore}    parameters:\n{settings}"
    )
    return cohort.read(folder)


def well(name, sample, positives, *, reference=8000, accepted=15000, kind="Unknown"):
    for target, count in (("T", positives), ("R", reference)):
        yield f"{name},{sample},{target},No Call,OK,{kind},{accepted},{count},{accepted - count}"


def test_replicate_wells_are_merged_by_adding_droplets(tmp_path):
    found = droplets.table(study(tmp_path, *well("A01", "P1 inf1 1h", 40), *well("B01", "P1 inf1 1h", 60))).iloc[0]
    assert found[["positives", "accepted", "n_wells"]].tolist() == [100, 30000, 2]
    share = np.log(1 - 100 / 30000) / np.log(1 - 16000 / 30000)
    assert found["AVAL"] == pytest.approx(share * 1e6 / 3.3)
    assert found["per_two_genomes"] == pytest.approx(2 * share)
    assert found["BLQFL"] == "N"
    assert found["p_wells"] == pytest.approx(0.0453, abs=1e-3)  # χ² 4.01 of 40 and 60 among 15,000 each


def test_a_sample_below_the_limit_of_detection_has_no_value_and_stays_censored(tmp_path):
    rows = [*well("A01", "P1 inf1 1h", 2), *well("B01", "P1 inf1 4h", 0), *well("C01", "P1 inf1 24h", 7)]
    found = droplets.table(study(tmp_path, *rows)).set_index("HOURS")
    assert found["AVAL"].isna().tolist() == [True, True, False]
    assert found["BLQFL"].tolist() == ["Y", "Y", "Y"]
    assert (found["LOD"] < found["LLOQ"]).all()
    assert (found["conf_high"] > 0).all()
    assert found["LOD"].iloc[0] / found["LLOQ"].iloc[0] == pytest.approx(2.9957 / 16, rel=1e-4)


def test_what_blank_wells_show_raises_the_limit_of_detection(tmp_path):
    rows = [*well("A01", "P1 inf1 1h", 50), *well("B01", "water", 3, reference=0, kind="NTC")]
    own = study(tmp_path, *rows)
    found = droplets.table(own).iloc[0]
    blank = droplets.blanks(own).set_index("target")
    assert blank.loc["T", ["wells", "droplets", "positives"]].tolist() == [1, 15000, 3]
    assert found["LOD"] / found["LLOQ"] == pytest.approx(stats.chi2.ppf(0.95, 14) / 2 / 16)  # blank limit 6: 11.8


def test_wells_with_few_droplets_are_left_out(tmp_path):
    rows = [*well("A01", "P1 inf1 1h", 50), *well("B01", "P1 inf1 1h", 900, accepted=9000)]
    own = study(tmp_path, *rows)
    assert droplets.table(own).iloc[0]["positives"] == 50
    assert droplets.left_out(own).to_numpy().tolist() == [["plate.csv", "P1 inf1 1h", "fewer than 10,000 droplets", 1]]


def test_a_sample_of_which_no_well_is_left_has_no_result_and_does_not_vanish(tmp_path):
    own = study(tmp_path, *well("A01", "P1 inf1 1h", 50), *well("B01", "P2 inf1 4h", 900, accepted=9000))
    lost = droplets.table(own).iloc[1]
    assert lost[["USUBJID", "PARAMCD", "INFUSION", "HOURS", "n_wells"]].tolist() == ["P2", "CAR", 1, 4, 0]
    assert lost[["AVAL", "BLQFL", "LLOQ"]].isna().all()
    counts = blood(own).evaluable.set_index("USUBJID")
    assert counts[["samples", "without_result"]].to_numpy().tolist() == [[1, 0], [0, 1]]


def test_controls_and_ignored_wells_are_left_out_and_counted(tmp_path):
    rows = [*well("A01", "P1 inf1 1h", 50), *well("B01", "gDNA", 700, kind="PosCtrl"), *well("C01", "other 7", 3)]
    with pytest.raises(ValueError, match='found "other 7"'):
        droplets.table(study(tmp_path, *rows))
    shutil.rmtree(tmp_path / "plates")
    own = study(tmp_path, *rows, ignore="    ignore: ^other\n")
    assert len(droplets.table(own)) == 1
    assert droplets.left_out(own)[["sample", "note", "n"]].to_numpy().tolist() == [
        ["gDNA", "a control", 1], ["other 7", "as `ignore` says", 1],
    ]  # fmt: skip


def test_a_blank_by_its_type_is_one_beside_a_pattern_of_names(tmp_path):
    rows = [*well("A01", "P1 inf1 1h", 50), *well("B01", "water", 3), *well("C01", "x", 2, kind="NTC")]
    assert droplets.blanks(study(tmp_path, *rows, blank="^water")).set_index("target").loc["T", "wells"] == 2


@pytest.mark.parametrize(("least", "changes"), [(10000, {}), (12000, {"min_droplets": 12000})])
def test_a_well_with_just_enough_droplets_counts(tmp_path, least, changes):
    own = [*well("A01", "P1 inf1 1h", 50), *well("B01", "P1 inf1 1h", 30, accepted=least)]
    own += well("C01", "P1 inf1 1h", 900, accepted=least - 1)
    blank = well("D01", "water", 0, reference=0, kind="NTC", accepted=least)
    few = well("E01", "water", 0, reference=0, kind="NTC", accepted=least - 1)
    found = study(tmp_path, *own, *blank, *few, **changes)
    assert droplets.table(found).iloc[0][["positives", "n_wells"]].tolist() == [80, 2]
    assert droplets.blanks(found).set_index("target").loc["T", ["wells", "low_wells"]].tolist() == [1, 2]


def test_a_sample_without_infusion_time_or_of_a_stranger_is_an_error_that_names_it(tmp_path):
    with pytest.raises(ValueError, match='line 2, sample: found "P1 baseline"'):
        droplets.table(study(tmp_path, *well("A01", "P1 baseline", 50), *well("B01", "P1 inf1 1h", 50)))


def test_a_subject_that_is_not_in_adsl_is_an_error(tmp_path):
    with pytest.raises(ValueError, match='found "P7"; expected a subject of adsl'):
        droplets.table(study(tmp_path, *well("A01", "P7 inf1 1h", 50)))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reference": "RPP30"}, 'found "RPP30"'),
        ({"droplets": 3}, 'parameters: found "droplets"'),
        ({"targets": ""}, "targets: missing"),
        (
            {"sample": r"'(?P<USUBJID>P\d) inf(?P<INFUSION>\d+)'"},
            r"sample: found .*expected \(\?P<HOURS>…\) in the pattern",
        ),
    ],
)
def test_settings_that_do_not_fit_are_named(tmp_path, changes, words):
    with pytest.raises(ValueError, match=words):
        droplets.table(study(tmp_path, *well("A01", "P1 inf1 1h", 50), **changes))


def test_a_plate_that_is_there_twice_is_used_once_and_counted(tmp_path):
    rows = [*well("A01", "P1 inf1 1h", 50), *well("B01", "P1 inf1 4h", 0)]
    own = study(tmp_path, *rows)
    once = droplets.table(own)
    written(tmp_path / "plates", *rows, name="plate copy.csv")
    pd.testing.assert_frame_equal(droplets.table(own), once)
    left = droplets.left_out(own).groupby("note")["n"].sum()
    assert left.to_dict() == {"the same counts in this well as in another file": 2}


def test_a_sample_without_the_reference_has_no_estimate_and_no_limit(tmp_path):
    own = study(tmp_path, *well("A01", "P1 inf1 1h", 50, reference=0), *well("B01", "P1 inf1 4h", 50))
    found = droplets.table(own).set_index("HOURS")
    assert found[["AVAL", "copies_per_ug", "LOD", "LLOQ"]].isna().all(axis=1).tolist() == [True, False]


def test_a_well_without_a_positive_droplet_is_no_copy_of_another_and_one_with_a_single_one_is(tmp_path):
    rows = [*well("A01", "P1 inf1 1h", 1, reference=0), *well("B01", "P1 inf1 4h", 0, reference=0)]
    own = study(tmp_path, *rows)
    written(tmp_path / "plates", *rows, name="plate copy.csv")
    again = "the same counts in this well as in another file"
    assert droplets.left_out(own)[["sample", "note"]].to_numpy().tolist() == [["P1 inf1 1h", again]]
