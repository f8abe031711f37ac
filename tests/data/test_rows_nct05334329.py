"""The rows of the second study: made by their program, and consistent with the abstract and with each other."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from analysis.estimates import persistence, proportions, response, safety
from analysis.estimates.persistence.blood import kinetics as after_each
from analysis.estimates.persistence.summaries import rises
from analysis.study import text
from tests import shipped

STUDY = Path(__file__).parents[2] / "data" / "nct05334329"
DRUG = "sIL15_TRACK NK cells"


@cache
def study():
    return shipped.study("nct05334329")


@cache
def kinetics():
    return after_each(persistence.blood(study()).courses)


def table(name):
    return study().table(name)


# -- the program


def test_the_committed_tables_are_what_the_program_writes_byte_for_byte(tmp_path):
    command = [sys.executable, "-B", "-m", "synthetic_rows", str(tmp_path)]
    subprocess.run(command, cwd=STUDY, check=True, capture_output=True)
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert len(written) == 8 + 6
    assert [str(name) for name, content in written.items() if (STUDY / name).read_bytes() != content] == []
    assert len(list((STUDY / "plates").iterdir())) == 6


def test_every_row_says_that_it_is_synthetic():
    for path in STUDY.glob("*.csv"):
        rows = pd.read_csv(path, dtype=str)
        if "USUBJID" in rows:
            assert set(rows["STUDYID"]) == {"NCT05334329-SYNTHETIC"}, path.name
    for path in (STUDY / "plates").iterdir():
        assert path.name.startswith("SYNTHETIC")
        assert pd.read_csv(path)["Sample description 1"].str.startswith("SYNTHETIC").all()
    assert study().synthetic


def test_the_study_reads_without_a_problem_or_a_remark():
    assert list(study().subjects) == [f"SYN-0{number}" for number in range(1, 7)]
    assert study().notes == ()


# -- what the abstract prints


def test_every_infusion_peaks_at_one_hour_and_is_undetectable_from_four_hours_on():
    assert len(kinetics()) == 32
    assert set(kinetics()["tmax"]) == {1}
    assert set(kinetics()["undetectable"]) == {4}
    assert kinetics()["baseline"].isna().all()


def test_peaks_rise_from_week_to_week_within_a_cycle():
    first_cycle = kinetics().query("INFUSION <= 4")
    assert (rises(first_cycle)["ratio"] > 1).all()


def test_infusions_are_weekly_four_or_eight_and_each_was_sampled():
    own = table("adex").query("EXTRT == @DRUG")
    counts = own.groupby("USUBJID").size()
    assert set(counts) == {4, 8}
    assert counts.equals(kinetics().groupby("USUBJID").size())
    gaps = own.groupby(["USUBJID", "CYCLE"])["ASTDY"].diff().dropna()
    assert set(gaps) == {7}
    assert own["EXDOSE"].isna().all()  # cell numbers are not published


def test_fludarabine_is_given_in_the_first_cycle_only():
    cycles = table("adex").groupby("EXTRT")["CYCLE"].max()
    assert cycles["Fludarabine"] == 1
    assert cycles["Cyclophosphamide"] == 2


def test_cells_were_found_in_one_lung_biopsy_seven_days_after_the_last_infusion():
    tissue = table("homing").query("SPECIMEN != 'blood'")
    assert set(tissue["USUBJID"]) == {"SYN-05"}
    assert set(tissue["HOURS"] / 24) == {7}
    assert set(tissue["AVALC"]) == {"DETECTED"}
    last = table("adex").query("EXTRT == @DRUG").groupby("USUBJID").size()["SYN-05"]
    assert set(tissue["INFUSION"]) == {last}


def test_three_of_six_have_stable_disease_with_the_exact_interval():
    best = response.best_responses(table("adrs"), subjects=study().subjects)
    assert response.mismatches(best).empty
    share = response.rates(best).set_index("group").loc["DCR"]
    assert [share["estimate"], share["conf_low"], share["conf_high"]] == pytest.approx([0.5, 0.118, 0.882], abs=5e-4)
    assert response.best_of(best).value_counts().to_dict() == {"PD": 3, "SD": 3}


def test_no_severe_event_is_related_and_the_upper_limit_says_how_little_that_is():
    row = safety.related_severe(study()).iloc[0]
    assert [row["estimate"], row["n_event"], row["n"]] == [0, 0, 6]
    assert row["conf_high"] == pytest.approx(0.459, abs=5e-4)
    severe = table("adae").query("AETOXGR >= 3")
    assert len(severe)
    assert severe["AEDECOD"].str.contains("count|cell|Anemia").all()
    assert proportions.clopper_pearson(0, 6)[2] == row["conf_high"]


# -- consistency


def test_progression_is_the_last_scan_and_deaths_come_after_it():
    rows = table("adtte").pivot(index="USUBJID", columns="PARAMCD", values="ADT")
    scans = table("adrs").query("AVALC == 'PD' and PARAMCD == 'OVR'").set_index("USUBJID")["ADT"]
    assert rows["PFS"].equals(scans.rename("PFS"))
    assert (rows["PFS"] <= rows["OS"]).all()


def test_nothing_happens_after_death_or_cutoff():
    end = table("adtte").query("PARAMCD == 'OS'").set_index("USUBJID")["ADT"]
    assert (end <= pd.Timestamp(study().data_cutoff)).all()
    for name, column in {"adrs": "ADT", "adae": "AENDT", "adex": "ASTDT"}.items():
        assert (table(name)[column] <= table(name)["USUBJID"].map(end)).all(), name


def test_months_and_dates_agree():
    rows = table("adtte")
    assert ((rows["ADT"] - rows["STARTDT"]).dt.days / 30.4375).sub(rows["AVAL"]).abs().max() < 0.006


def test_every_number_that_the_ledger_prints_has_a_recorded_verdict():
    ledger = text.read(STUDY / "published.csv")
    recorded = pd.read_csv(STUDY / "published_baseline.csv").set_index("id")["verdict"]
    assert list(recorded.index) == list(ledger["id"])
    assert {name[:6] for name in ledger["id"]} == {f"JCI-{number:02d}" for number in range(1, 12)}
    prints = ledger.set_index("id")["value"].ne("")
    assert (recorded[prints] == "reproduced").all()
    assert (recorded[~prints] == "not recomputable").all()
    assert ledger.set_index("id").loc[~prints, "reason"].ne("").all()
