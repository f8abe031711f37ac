"""The rows of the default study: made by their program, and consistent with each other to the day."""

import subprocess
import sys

import pandas as pd
import pytest

from analysis.estimates import response, survival
from tests.synthetic_study import STUDY, cells, layer, study, table, visits

CUTOFF = pd.Timestamp("2024-01-31")
MONTH = 30.4375
DAYS = {"adrs": "ADY", "adae": "ASTDY", "adex": "ASTDY", "adcm": "ASTDY", "samples": "ADY", "nkflow": "ADY"}


def run(folder, code=None):
    command = ["-B", "-c", code] if code else ["-B", "-m", "synthetic_rows", str(folder)]
    return subprocess.run([sys.executable, *command], cwd=STUDY, check=True, capture_output=True, text=True).stdout


# -- the program


def test_the_committed_tables_are_what_the_program_writes_byte_for_byte(tmp_path):
    run(tmp_path)
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert len(written) == 9 + 24
    differing = [str(name) for name, content in written.items() if (STUDY / name).read_bytes() != content]
    assert differing == []
    assert sorted(path.name for path in (STUDY / "cells").iterdir()) == sorted(
        name.name for name in written if name.parent.name == "cells"
    )


def test_a_layer_drawn_alone_is_the_same_as_in_company():
    alone = run(None, "import sys; from synthetic_rows.flow import nkflow; nkflow().to_csv(sys.stdout, index=False)")
    assert alone == (STUDY / "nkflow.csv").read_text()


def test_every_row_says_that_it_is_synthetic():
    for path in STUDY.glob("*.csv"):
        rows = pd.read_csv(path, dtype=str)
        if "USUBJID" in rows:
            assert set(rows["STUDYID"]) == {"NCT03958097-SYNTHETIC"}, path.name
    first, second = (STUDY / "variants.maf").read_text().splitlines()[:2]
    assert first == "#version 2.4"
    assert second.startswith("#SYNTHETIC")
    assert set(cells()["Path"]) == {"SYNTHETIC"}
    assert study().synthetic


def test_the_study_reads_without_a_problem_and_stays_small():
    assert list(study().subjects) == [f"100{number:02d}" for number in range(1, 21)]
    assert sum(path.stat().st_size for path in STUDY.rglob("*") if path.is_file()) < 10e6


# -- time


@pytest.mark.parametrize(("paramcd", "name"), [("OS", "os"), ("PFS", "pfs")])
def test_endpoints_are_those_of_the_survival_layer(paramcd, name):
    rows = table("adtte").query("PARAMCD == @paramcd").set_index("USUBJID")
    assert rows["AVAL"].tolist() == layer()[f"{name}_months"].tolist()
    assert (rows["CNSR"] == 0).tolist() == layer()[f"{name}_event"].astype(bool).tolist()


def test_dates_and_months_of_every_endpoint_agree_to_half_a_day():
    rows = table("adtte")
    days = (pd.to_datetime(rows["ADT"]) - pd.to_datetime(rows["STARTDT"])).dt.days
    assert (days - rows["AVAL"] * MONTH).abs().max() <= 0.5


def test_follow_up_to_the_cutoff_is_as_printed_and_that_of_the_living():
    follow_up = study().time_to_cutoff()
    assert round(follow_up.median(), 1) == 49.5
    assert round(follow_up.min(), 1) == 39.9
    overall = study().endpoint("OS")
    alive = overall.index[~overall["event"]]
    assert (follow_up[alive] - overall.loc[alive, "time"]).abs().max() * MONTH <= 0.5
    assert set(table("adtte").query("PARAMCD == 'OS' and CNSR == 1")["ADT"]) == {"2024-01-31"}


def test_consent_lies_between_may_2019_and_october_2020():
    consent = pd.to_datetime(table("adsl")["RFICDT"])
    assert consent.min() >= pd.Timestamp("2019-05-01")
    assert consent.max() <= pd.Timestamp("2020-10-31")
    assert table("adsl")["TRTSDT"].equals(table("adsl")["RFICDT"])


@pytest.mark.parametrize("name", DAYS)
def test_nothing_happens_after_death_or_after_the_cutoff(name):
    rows, start = table(name), pd.to_datetime(table("adsl").set_index("USUBJID")["RFICDT"])
    last = pd.to_datetime(table("adtte").query("PARAMCD == 'OS'").set_index("USUBJID")["ADT"])
    for column in {DAYS[name], "AENDY"} & set(rows):
        dates = rows["USUBJID"].map(start) + pd.to_timedelta(rows[column] - 1, unit="D")
        assert not (dates > rows["USUBJID"].map(last)).any()
        assert not (dates < rows["USUBJID"].map(start)).any()
        stated = {"ADY": "ADT", "ASTDY": "ASTDT", "AENDY": "AENDT"}[column]
        if stated in rows:
            assert (pd.to_datetime(rows[stated]).dropna() == dates.dropna()).all()


# -- response


def test_the_day_of_progression_is_the_first_visit_with_pd():
    first = visits().query("AVALC == 'PD'").groupby("USUBJID")["ADT"].min()
    events = table("adtte").query("PARAMCD == 'PFS' and CNSR == 0").set_index("USUBJID")["ADT"]
    assert first.equals(events.rename("ADT"))
    assert visits().groupby("USUBJID")["AVALC"].apply(lambda said: (said == "PD").sum()).max() == 1


def test_progression_free_subjects_are_censored_at_their_last_visit():
    censored = table("adtte").query("PARAMCD == 'PFS' and CNSR == 1").set_index("USUBJID")["ADT"]
    last = visits().groupby("USUBJID")["ADT"].max()
    assert censored.equals(last[censored.index].rename("ADT"))


def test_best_response_is_the_confirmed_one_that_the_visits_give():
    best = response.best_responses(table("adrs")).set_index("USUBJID")
    assert best["derived"].tolist() == best["reported"].tolist() == layer()["best_response"].tolist()


def test_each_visit_says_what_the_diameters_give_by_recist():
    sums = table("adrs").query("PARAMCD == 'SUMDIAM'").set_index(["USUBJID", "AVISITN"])["AVAL"]
    for visit in visits().query("AVALC != 'NE'").itertuples():
        own = sums[visit.USUBJID]
        earlier, now, nadir = own[own.index < visit.AVISITN], own[visit.AVISITN], own[own.index < visit.AVISITN].min()
        if now >= 1.2 * nadir and now - nadir >= 5:
            expected = "PD"
        else:
            expected = "CR" if now == 0 else "PR" if now <= 0.7 * earlier[0] else "SD"
        assert expected == visit.AVALC, visit


def test_visits_come_every_two_cycles_and_the_first_by_day_43():
    first = visits().groupby("USUBJID")["ADY"].min()
    assert first.between(38, 43).all()
    regular = visits().query(
        "AVALC != 'PD' and AVISITN % 2 == 0 and USUBJID not in ['10004', '10008', '10011', '10015']"
    )
    assert (regular["ADY"] - 1 - 21 * regular["AVISITN"]).abs().max() <= 3


def test_duration_of_response_runs_from_the_first_response_of_each_responder():
    duration = table("adtte").query("PARAMCD == 'DOR'").set_index("USUBJID")
    first = visits().query("AVALC in ['CR', 'PR']").groupby("USUBJID")["ADT"].min()
    progression = table("adtte").query("PARAMCD == 'PFS'").set_index("USUBJID").loc[duration.index]
    assert list(duration.index) == list(layer().index[layer()["best_response"].isin(["CR", "PR"])])
    assert duration["STARTDT"].equals(first.rename("STARTDT"))
    assert duration[["ADT", "CNSR"]].equals(progression[["ADT", "CNSR"]])


# -- treatment


def test_cycles_have_the_printed_medians_and_ranges():
    counts = table("adex").groupby(["EXTRT", "USUBJID"])["CYCLE"].nunique()
    found = counts.groupby("EXTRT").agg(["median", "min", "max"])
    assert found.loc["NK cells"].tolist() == [12, 2, 36]
    assert found.loc["Sintilimab"].tolist() == [11.5, 2, 64]
    most = counts.xs("Sintilimab").idxmax()
    assert layer().loc[most, "pfs_months"] >= 47


def test_doses_are_the_planned_ones_three_weeks_apart_and_before_progression():
    rows = table("adex")
    assert set(zip(rows["EXTRT"], rows["EXDOSE"], rows["EXDOSU"], strict=True)) == {
        ("NK cells", 3e9, "cells"),
        ("Sintilimab", 200.0, "mg"),
    }
    assert (rows["ASTDY"] - 1 - 21 * (rows["CYCLE"] - 1)).between(0, 2).all()
    assert not rows.duplicated(["USUBJID", "EXTRT", "CYCLE"]).any()
    progression = table("adtte").query("PARAMCD == 'PFS'").set_index("USUBJID")["ADT"]
    assert (rows["ASTDT"] <= rows["USUBJID"].map(progression)).all()


def test_treatment_ends_with_the_last_dose_and_for_the_printed_reasons():
    adsl = table("adsl").set_index("USUBJID")
    last = table("adex").groupby("USUBJID")["ASTDT"].max()
    stopped = adsl["TRTEDT"].dropna()
    assert stopped.equals(last[stopped.index].rename("TRTEDT"))
    free = adsl.loc[study().population("progression_free"), "DCTREAS"].fillna("on treatment")
    assert sorted(free) == ["ADVERSE EVENT", "WITHDRAWAL BY SUBJECT", "on treatment", "on treatment"]
    assert set(adsl.loc[study().population("progressed"), "DCTREAS"]) == {"PROGRESSIVE DISEASE"}
    ongoing = adsl.index[adsl["TRTEDT"].isna()]
    assert ((CUTOFF - pd.to_datetime(last[ongoing])).dt.days < 21).all()


def test_eight_of_the_sixteen_who_progressed_had_later_treatment_after_progression():
    progression = table("adtte").query("PARAMCD == 'PFS' and CNSR == 0").set_index("USUBJID")["ADT"]
    later = table("adcm")
    assert len(progression) == 16
    assert later["USUBJID"].nunique() == 8
    assert (later["ASTDT"] > later["USUBJID"].map(progression)).all()


# -- adverse events


def subjects_with(rows):
    return rows.groupby("AEDECOD")["USUBJID"].nunique().sort_values(ascending=False)


def test_the_ranks_of_adverse_events_are_as_printed_and_untied():
    every, severe = subjects_with(table("adae")), subjects_with(table("adae").query("AETOXGR >= 3"))
    assert list(every.index[:4]) == ["Hypoalbuminemia", "Anemia", "Hypothyroidism", "Hyperglycemia"]
    assert every.iloc[:5].is_unique
    assert list(severe.index) == [
        "Hyperglycemia",
        "Hypertriglyceridemia",
        "Creatine kinase increased",
        "White blood cell decreased",
        "Neutrophil count decreased",
    ]
    assert severe.is_unique


def test_most_adverse_events_are_of_grade_1_or_2_and_none_is_new_after_the_first_report():
    rows = table("adae")
    assert (rows["AETOXGR"] <= 2).mean() > 0.8
    assert rows["AETOXGR"].max() == 3
    assert (rows.groupby("AEDECOD")["ASTDT"].min() <= str(study().earlier_cutoff)).all()


def test_adverse_events_begin_on_treatment_or_within_thirty_days_of_it():
    last = table("adex").groupby("USUBJID")["ASTDY"].max()
    assert (table("adae")["ASTDY"] <= table("adae")["USUBJID"].map(last) + 30).all()


def test_a_paused_drug_is_a_dose_of_sintilimab_left_out_while_nk_cells_were_given():
    doses = table("adex").pivot_table(index=["USUBJID", "CYCLE"], columns="EXTRT", values="ASTDY")
    alone = doses[doses["Sintilimab"].isna()].reset_index().groupby("USUBJID")["NK cells"].agg(list)
    paused = table("adae").query("AEACN == 'DRUG INTERRUPTED'").set_index("USUBJID")
    assert list(paused.index) == list(alone.index)
    for usubjid, event in paused.iterrows():
        assert any(event["ASTDY"] <= day <= event["AENDY"] for day in alone[usubjid])


def test_the_drug_was_withdrawn_from_the_one_who_stopped_for_an_adverse_event():
    stopped = table("adsl").query("DCTREAS == 'ADVERSE EVENT'")["USUBJID"].tolist()
    assert table("adae").query("AEACN == 'DRUG WITHDRAWN'")["USUBJID"].tolist() == stopped


# -- baseline


@pytest.mark.parametrize("name", ["age", "sex", "smoking", "histology", "ecog", "pdl1", "tmb"])
def test_no_baseline_grouping_separates_survival(name):
    overall, group = study().endpoint("OS"), study().group(name)
    reference = study().groupings[name].reference
    assert survival.log_rank(overall, group)["p_value"].iloc[0] > 0.05
    assert (survival.hazard_ratio(overall, group, reference=reference)["p_value"] > 0.05).all()


def test_age_smoking_and_histology_are_those_of_the_survival_layer():
    adsl = table("adsl").set_index("USUBJID")
    assert adsl["AGE"].tolist() == layer()["age"].tolist()
    assert (adsl["SMOKING"] == "current or former").tolist() == layer()["smoker"].astype(bool).tolist()
    assert adsl["HISTOLOGY"].tolist() == layer()["histology"].tolist()
    assert (adsl["EOSSTT"] == "ONGOING").sum() == 6
