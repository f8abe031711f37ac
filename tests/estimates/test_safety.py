"""Safety counted by hand, exact rates by law and against R, and the CDISC pilot trial through a study folder."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis import vocabulary
from analysis.estimates import safety
from analysis.study import cohort

CDISC = Path(__file__).parents[3] / "shared/data/adam_ae"
SUBJECTS = pd.Index(["1", "2", "3", "4"], name="USUBJID")
COLUMNS = ["USUBJID", "AEBODSYS", "AEDECOD", "AETOXGR", "AESER", "AREL", "AEACN", "TRTEMFL", "ASTDT", "ASTDY"]


def adae(*rows):
    """Rows of (USUBJID, term, grade, day) with optional words: serious, unrelated, withdrawn, before."""
    events = []
    for subject, term, grade, day, *words in rows:
        date = pd.Timestamp("2020-01-01") + pd.Timedelta(days=day - 1)
        organ = "Investigations" if "count" in term else "General"
        events.append((
            subject, organ, term, grade, "Y" if "serious" in words else "N",
            "N" if "unrelated" in words else "Y", "DRUG WITHDRAWN" if "withdrawn" in words else "DOSE NOT CHANGED",
            "N" if "before" in words else "Y", date, day,
        ))  # fmt: skip
    return pd.DataFrame(events, columns=COLUMNS)


EVENTS = adae(
    ("1", "Fatigue", 1, 5),
    ("1", "Fatigue", 3, 40, "serious"),
    ("1", "Low count", 2, 9),
    ("2", "Fatigue", 2, 3, "unrelated"),
    ("2", "Low count", 4, 70, "withdrawn"),
    ("3", "Fatigue", 5, -3, "before"),
)


def adsl(*rows):
    """Rows of (USUBJID, first dose, last dose or None, reason, SAFFL)."""
    frame = pd.DataFrame(rows, columns=["USUBJID", "TRTSDT", "TRTEDT", "DCTREAS", "SAFFL"])
    return frame.assign(TRTSDT=pd.to_datetime(frame["TRTSDT"]), TRTEDT=pd.to_datetime(frame["TRTEDT"]))


def count(shares, term, category):
    row = shares[(shares["AEDECOD"] == term) & (shares["category"] == category)].iloc[0]
    return row["n_event"], row["n"]


def test_subjects_without_events_stay_in_the_denominator_and_count_once_per_term():
    shares = safety.incidence(EVENTS, SUBJECTS)
    assert count(shares, "Fatigue", "any_grade") == (2, 4)
    assert count(shares, "Fatigue", "grade_3") == (1, 4)
    assert count(shares, "Fatigue", "serious") == (1, 4)
    assert count(shares, "Fatigue", "related") == (1, 4)
    assert count(shares, "Low count", "discontinued") == (1, 4)
    assert shares["AEDECOD"].tolist()[::5] == ["Fatigue", "Low count"]  # 2 and 2 subjects, 1 and 1 severe: the alphabet


def test_events_before_treatment_and_of_other_subjects_do_not_count():
    assert count(safety.incidence(EVENTS, SUBJECTS[1:]), "Fatigue", "any_grade") == (1, 3)
    without_flag = safety.incidence(EVENTS.drop(columns="TRTEMFL"), SUBJECTS)
    assert count(without_flag, "Fatigue", "any_grade") == (2, 4)
    with pytest.raises(ValueError, match="neither TRTEMFL nor ASTDY"):
        safety.incidence(EVENTS.drop(columns=["TRTEMFL", "ASTDY"]), SUBJECTS)


def test_worst_grade_counts_each_subject_once_per_term():
    grades = safety.worst_grades(EVENTS, SUBJECTS)
    assert grades.values.tolist() == [["Fatigue", 0, 1, 1, 0, 0, 0], ["Low count", 0, 1, 0, 1, 0, 0]]
    ungraded = safety.worst_grades(EVENTS.drop(columns="AETOXGR"), SUBJECTS)
    assert ungraded["ungraded"].tolist() == [2, 2]


def test_organ_classes_stand_by_frequency_with_their_terms_inside():
    shares = safety.incidence(EVENTS, SUBJECTS, by=("AEBODSYS", "AEDECOD")).query("category == 'any_grade'")
    assert shares["AEBODSYS"].tolist() == ["General", "Investigations"]
    uncoded = safety.incidence(EVENTS.assign(AEBODSYS=None), SUBJECTS, by=("AEBODSYS", "AEDECOD"))
    assert set(uncoded["AEBODSYS"]) == {"Not coded"}


def test_terms_stand_by_frequency_before_severity_and_organ_classes_by_all_their_terms():
    rows = adae(
        ("1", "Aching", 3, 5), ("1", "Zoster", 1, 5), ("2", "Zoster", 1, 5), ("3", "Low count", 1, 2),
        ("2", "Low count", 1, 2), ("3", "High count", 1, 3), ("3", "Odd count", 1, 3),
    )  # fmt: skip
    assert safety.incidence(rows, SUBJECTS)["AEDECOD"].tolist()[::5] == [
        "Low count", "Zoster", "Aching", "High count", "Odd count",
    ]  # fmt: skip
    grouped = safety.incidence(rows, SUBJECTS, by=("AEBODSYS", "AEDECOD"))
    assert grouped["AEDECOD"].tolist()[::5] == ["Low count", "High count", "Odd count", "Zoster", "Aching"]


def test_frequent_terms_keep_rare_ones_that_were_severe():
    rows = adae(("1", "Fatigue", 1, 2), ("2", "Fatigue", 1, 2), ("1", "Cough", 1, 2), ("1", "Sepsis", 4, 2))
    kept = safety.frequent(safety.incidence(rows, SUBJECTS), at_least=0.5)
    assert kept["AEDECOD"].unique().tolist() == ["Fatigue", "Sepsis"]


def test_overview_says_what_was_not_recorded_instead_of_counting_zero():
    rows = safety.overview(EVENTS.drop(columns="AETOXGR"), SUBJECTS).set_index("group")
    assert np.isnan(rows.loc["grade_3", "estimate"])
    assert rows.loc["grade_3", "note"] == "not estimable: AETOXGR not recorded"
    assert (rows.loc["any_grade", "n_event"], rows.loc["any_grade", "n"]) == (2, 4)
    half = safety.overview(EVENTS.assign(AREL=["Y", None, "N", "N", "N", "N"]), SUBJECTS).set_index("group")
    assert (half.loc["related", "n_event"], half.loc["related", "note"]) == (1, "1 of 5 events without AREL")


def test_an_unknown_causality_counts_as_related_and_an_unknown_word_is_an_error():
    rows = safety.overview(EVENTS.assign(AREL=None).assign(AREL=["N", "N", "N", None, "N", "N"]), SUBJECTS)
    assert rows.set_index("group").loc["related", "n_event"] == 1
    with pytest.raises(ValueError, match="AREL: PERHAPS"):
        safety.overview(EVENTS.assign(AREL="perhaps"), SUBJECTS)


def test_overview_by_group_has_a_denominator_for_each_level():
    group = pd.Series(["a", "a", "b", "b"], index=SUBJECTS)
    rows = safety.overview(EVENTS, SUBJECTS, group=group, grouping="arm").query("at == 'any_grade'")
    assert rows[["group", "n_event", "n"]].values.tolist() == [["a", 2, 2], ["b", 0, 2]]
    assert set(rows["grouping"]) == {"arm"}


def test_ranks_give_equal_counts_the_same_place():
    rows = safety.ranks(safety.incidence(EVENTS, SUBJECTS), category="any_grade")
    assert rows[["group", "estimate", "n_event", "n"]].values.tolist() == [["Fatigue", 1, 2, 4], ["Low count", 1, 2, 4]]
    assert set(rows["grouping"]) == {"any_grade"}


def test_every_result_row_has_only_columns_of_the_vocabulary():
    shares, days = safety.incidence(EVENTS, SUBJECTS), pd.Series(100.0, index=SUBJECTS)
    rates = safety.rate_results(safety.incidence_rates(EVENTS, days))
    tables = [
        safety.results(shares), safety.ranks(shares, category="grade_3"), rates, safety.overview(EVENTS, SUBJECTS),
        safety.rates_by_period(EVENTS, days), safety.overview(EVENTS, SUBJECTS, group=pd.Series("a", index=SUBJECTS)),
    ]  # fmt: skip
    for table in tables:
        assert set(table.columns) <= set(vocabulary.RESULT_COLUMNS)
        assert set(table["estimand"]) <= set(vocabulary.ESTIMANDS)


def test_what_is_new_since_an_earlier_report_is_told_by_subject_and_term():
    rows = safety.new_since(EVENTS, SUBJECTS, "2020-01-31").set_index("AEDECOD")
    assert rows.loc["Fatigue", ["n_before", "n_new"]].tolist() == [2, 0]  # day 40 is not the first one of subject 1
    assert rows.loc["Low count", ["n_before", "n_new", "new_term"]].tolist() == [1, 1, False]
    assert safety.new_since(EVENTS, SUBJECTS, "2020-01-05").set_index("AEDECOD").loc["Low count", "new_term"]


def test_time_at_risk_ends_with_the_window_the_cutoff_or_the_last_contact():
    rows = adsl(
        ("1", "2020-01-01", "2020-01-10", "PD", "Y"),
        ("2", "2020-01-01", None, None, "Y"),
        ("3", "2020-01-01", "2020-03-20", "PD", "Y"),
        ("4", "2020-01-01", "2020-01-10", "PD", "N"),
    )
    days = safety.risk_days(rows, cutoff="2020-03-31", window_days=30)
    assert days.to_dict() == {"1": 40, "2": 91, "3": 91}
    followed = pd.Series({"1": 12.0})
    assert safety.risk_days(rows, cutoff="2020-03-31", followed_days=followed)["1"] == 12
    with pytest.raises(ValueError, match="no time at risk of 2; expected TRTSDT"):
        safety.risk_days(rows)


def test_incidence_rate_counts_time_up_to_the_first_event_of_each_subject():
    days = pd.Series(100.0, index=SUBJECTS)
    rates = safety.incidence_rates(EVENTS, days, per_months=1).set_index("AEDECOD")
    # Fatigue: at risk 5 + 3 + 100 + 100 days with 2 first events
    assert rates.loc["Fatigue", "months"] == pytest.approx(208 / vocabulary.DAYS_PER_MONTH)
    assert rates.loc["Fatigue", "estimate"] == pytest.approx(2 / (208 / vocabulary.DAYS_PER_MONTH))
    assert rates.loc["Any adverse event", "n_event"] == 2


def test_rates_by_period_share_out_events_and_time():
    month = vocabulary.DAYS_PER_MONTH
    days = pd.Series([3 * month, 1 * month, 3 * month, 3 * month], index=SUBJECTS)
    rows = safety.rates_by_period(EVENTS, days, cuts_months=(1,), per_months=1)
    assert rows["group"].tolist() == ["0–1 months", "after 1 months"]
    assert rows["n_event"].tolist() == [3, 2]  # days 5, 9, 3 | 40, 70
    assert rows["n"].tolist() == [4, 3]
    assert rows["estimate"].tolist() == pytest.approx([3 / 4, 2 / 6])


def test_poisson_interval_agrees_with_r():
    # R 4.2: poisson.test(5, 2.5)$conf.int  0.6493954 4.6673320
    assert safety.poisson_interval(5, 2.5) == pytest.approx((2, 0.6493954, 4.6673320), abs=1e-6)
    assert safety.poisson_interval(0, 10) == pytest.approx((0, 0, 0.3688879), abs=1e-7)
    assert np.isnan(safety.poisson_interval(0, 0)).all()


@given(count=st.integers(1, 200), time=st.floats(0.1, 100))
def test_each_tail_beyond_a_poisson_limit_has_probability_one_fortieth(count, time):
    _, low, high = safety.poisson_interval(count, time)
    assert stats.poisson.sf(count - 1, low * time) == pytest.approx(0.025, abs=1e-9)
    assert stats.poisson.cdf(count, high * time) == pytest.approx(0.025, abs=1e-9)


def test_cycles_count_once_and_not_without_a_dose_and_subjects_never_given_a_drug_have_none():
    rows = [
        ("1", "A", 1, 5, 1),
        ("1", "A", 1, 5, 2),
        ("1", "A", 2, 5, 22),
        ("1", "A", 3, 0, 43),
        ("2", "B", 1, None, 1),
    ]
    adex = pd.DataFrame(rows, columns=["USUBJID", "EXTRT", "CYCLE", "EXDOSE", "ASTDY"])
    given_cycles = safety.cycles(adex, SUBJECTS[:2]).set_index(["USUBJID", "EXTRT"])
    assert given_cycles["cycles"].tolist() == [2, 0, 0, 1]
    assert given_cycles.loc[("1", "A"), ["dose", "first_day", "last_day"]].tolist() == [15, 1, 22]
    results = safety.cycle_results(given_cycles.reset_index()).set_index(["group", "estimand"])["estimate"]
    assert results["A"].to_dict() == {"median": 1, "minimum": 0, "maximum": 2}


def test_time_on_treatment_counts_both_days_and_censors_who_goes_on():
    rows = adsl(
        ("1", "2020-01-01", "2020-01-10", "PD", "Y"), ("2", "2020-01-01", None, None, "Y"), ("3", None, None, None, "N")
    )
    tte = safety.time_on_treatment(rows, cutoff="2020-01-31", unit="days")
    assert tte["time"].to_dict() == {"1": 10, "2": 31}
    assert tte["event"].to_dict() == {"1": True, "2": False}


def test_lanes_stand_by_time_on_treatment_with_cycles_and_the_end():
    rows = adsl(("1", "2020-01-01", "2020-01-10", "PD", "Y"), ("2", "2020-01-01", None, None, "Y"))
    adex = pd.DataFrame({"USUBJID": ["1", "2"], "EXTRT": "A", "CYCLE": 1, "EXDOSE": [5.0, 0.0], "ASTDY": [8, 1]})
    lanes = safety.lanes(rows, safety.cycles(adex, rows["USUBJID"]), cutoff="2020-01-31", unit="days")
    assert lanes.to_dict("records") == [
        {"USUBJID": "2", "time": 31, "end": "ONGOING", "A": 0},
        {"USUBJID": "1", "time": 10, "end": "PD", "A": 1},
    ]
    assert safety.doses(adex, unit="weeks").values.tolist() == [["1", "A", 1.0]]


def test_disposition_counts_reasons_and_who_is_on_treatment():
    rows = adsl(
        ("1", "2020-01-01", "2020-01-10", "PD", "Y"),
        ("2", "2020-01-01", None, None, "Y"),
        ("3", None, None, None, "N"),
        ("4", "2020-01-01", "2020-01-10", None, "Y"),
        ("5", "2020-01-01", "2020-01-10", "PD", "Y"),
    )
    found = safety.disposition(rows, rows["USUBJID"]).set_index("group")["estimate"].to_dict()
    assert found == {"PD": 2, "NEVER TREATED": 1, "NOT RECORDED": 1, "ONGOING": 1}


def test_absent_columns_are_blank_or_an_error_that_names_them():
    rows = adsl(("1", "2020-01-01", "2020-01-10", "PD", "Y")).drop(columns="DCTREAS")
    assert safety.disposition(rows, ["1"])["group"].tolist() == ["NOT RECORDED"]
    with pytest.raises(ValueError, match="adsl: no column TRTSDT"):
        safety.disposition(rows.drop(columns="TRTSDT"), ["1"])
    with pytest.raises(ValueError, match="adex: no column CYCLE"):
        safety.cycles(pd.DataFrame({"USUBJID": ["1"], "EXTRT": ["A"]}), ["1"])


def test_later_therapy_is_the_share_of_those_who_progressed():
    # 8 of 16: Clopper-Pearson 24.7 to 75.3 % (R: binom.test(8, 16))
    adcm = pd.DataFrame({"USUBJID": [str(n) for n in (*range(8), 0, 99)], "CMCAT": ["NEXT"] * 9 + ["OTHER"]})
    row = safety.later_therapy(adcm, [str(n) for n in range(16)], category="NEXT").iloc[0]
    assert (row["n_event"], row["n"]) == (8, 16)
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((0.2465, 0.7535), abs=1e-4)


@pytest.fixture(scope="module")
def cdisc(tmp_path_factory):
    """The CDISC pilot trial as a study folder."""
    if not (CDISC / "adae.xpt").exists():
        pytest.skip("public CDISC pilot data not on this machine")
    folder = tmp_path_factory.mktemp("cdisc")
    for name in ("adsl", "adtte", "adae"):
        shutil.copy(CDISC / f"{name}.xpt", folder)
    (folder / "study.yml").write_text(
        "id: cdisc-pilot\ntitle: CDISC pilot\nsynthetic: false\ntime_unit: days\nreport_unit: days\n"
        "tables: {adsl: adsl.xpt, adtte: adtte.xpt, adae: {file: adae.xpt, columns: {AREL: AEREL}}}\n"
        "groupings:\n  arm: {table: adsl, column: TRT01A, levels: [Placebo, Xanomeline Low Dose, Xanomeline High Dose],"
        " known_day: 0, label: Arm}\n"
    )
    return cohort.read(folder)


def test_cdisc_pilot_has_65_77_76_subjects_with_emergent_events_of_86_84_84(cdisc):
    subjects = safety.population(cdisc.table("adsl"))
    rows = safety.overview(cdisc.table("adae"), subjects, group=cdisc.group("arm"), grouping="arm")
    any_grade = rows[rows["at"] == "any_grade"].set_index("group")
    found = any_grade[["n_event", "n"]].astype(int).to_dict("index")
    assert found == {
        "Placebo": {"n_event": 65, "n": 86},
        "Xanomeline High Dose": {"n_event": 76, "n": 84},
        "Xanomeline Low Dose": {"n_event": 77, "n": 84},
    }


def test_cdisc_pilot_has_no_toxicity_grades_and_says_so(cdisc):
    rows = safety.overview(cdisc.table("adae"), cdisc.subjects).set_index("group")
    assert rows.loc["grade_3", "note"].endswith("AETOXGR not recorded")
    assert rows.loc["serious", "n_event"] == 3


def test_a_grade_of_3_to_4_an_event_after_the_cutoff_an_unknown_subject_and_132_percent_are_stated_together(tmp_path):
    (tmp_path / "study.yml").write_text(
        "id: s\ntitle: S\nsynthetic: true\ntime_unit: days\ndata_cutoff: 2021-01-31\n"
        "tables: {adsl: adsl.csv, adtte: adtte.csv, adae: adae.csv, nkflow: nkflow.csv}\n"
    )
    (tmp_path / "adsl.csv").write_text("USUBJID\n1\n")
    (tmp_path / "adtte.csv").write_text("USUBJID,PARAMCD,AVAL,CNSR\n1,OS,100,0\n")
    (tmp_path / "adae.csv").write_text(
        "USUBJID,AEDECOD,AETOXGR,ASTDT\n1,Fatigue,3-4,2020-05-01\n1,Rash,1,2021-02-01\n9,Rash,1,2020-05-01\n"
    )
    (tmp_path / "nkflow.csv").write_text("USUBJID,AVISIT,ADY,PARAMCD,AVAL\n1,Baseline,1,PDL1,132\n")
    with pytest.raises(cohort.StudyError) as error:
        cohort.read(tmp_path)
    told = str(error.value)
    assert 'adae.csv, line 2, column AETOXGR: found "3-4"; expected one whole CTCAE grade from 1 to 5' in told
    assert 'adae.csv, line 3, column ASTDT: found "2021-02-01"' in told
    assert 'adae.csv, line 4, column USUBJID: found "9"' in told
    assert 'nkflow.csv, line 2, column AVAL: found "132"; expected a percent from 0 to 100' in told


def test_related_severe_events_are_counted_by_subject_and_an_unknown_causality_counts():
    rows = pd.DataFrame({"USUBJID": ["1", "1", "2", "3", "4"], "AEDECOD": "Rash", "AETOXGR": [3.0, 4, 2, 3, 3],
                         "AREL": ["Y", "Y", "Y", "N", None], "TRTEMFL": "Y"})  # fmt: skip
    row = safety.related_severe(rows, pd.Index(["1", "2", "3", "4", "5", "6"])).iloc[0]
    assert row[["n_event", "n"]].tolist() == [2, 6]
    nobody = safety.related_severe(rows.query("USUBJID in ['2', '3']"), pd.Index(list("123456"))).iloc[0]
    assert [nobody["n_event"], nobody["conf_high"]] == pytest.approx([0, 0.459258], abs=1e-6)
    ungraded = safety.related_severe(rows.drop(columns="AETOXGR"), pd.Index(["1", "2"])).iloc[0]
    assert ungraded["note"].startswith("not estimable")
