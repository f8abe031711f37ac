"""Adverse events counted by hand, and the CDISC pilot trial through a study folder."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import vocabulary
from analysis.estimates.efficacy.subgroup import within_levels
from analysis.estimates.safety import events, of_study
from analysis.study import cohort
from analysis.study.problems import StudyError
from tests.estimates.safety.rows import EVENTS, SUBJECTS, adae, count

CDISC = Path(__file__).parents[4] / "shared/data/adam_ae"


def test_subjects_without_events_stay_in_the_denominator_and_count_once_per_term():
    shares = events.incidence(EVENTS, SUBJECTS)
    assert count(shares, "Fatigue", "any_grade") == (2, 4)
    assert count(shares, "Fatigue", "grade_3") == (1, 4)
    assert count(shares, "Fatigue", "serious") == (1, 4)
    assert count(shares, "Fatigue", "related") == (1, 4)
    assert count(shares, "Low count", "discontinued") == (1, 4)
    assert shares["AEDECOD"].tolist()[::5] == ["Fatigue", "Low count"]  # 2 and 2 subjects, 1 and 1 severe: the alphabet


def test_events_before_treatment_and_of_other_subjects_do_not_count():
    assert count(events.incidence(EVENTS, SUBJECTS[1:]), "Fatigue", "any_grade") == (1, 3)
    without_flag = events.incidence(EVENTS.drop(columns="TRTEMFL"), SUBJECTS)
    assert count(without_flag, "Fatigue", "any_grade") == (2, 4)
    with pytest.raises(ValueError, match="neither TRTEMFL nor ASTDY"):
        events.incidence(EVENTS.drop(columns=["TRTEMFL", "ASTDY"]), SUBJECTS)


def test_worst_grade_counts_each_subject_once_per_term():
    grades = events.worst_grades(EVENTS, SUBJECTS)
    assert grades.values.tolist() == [["Fatigue", 0, 1, 1, 0, 0, 0], ["Low count", 0, 1, 0, 1, 0, 0]]
    ungraded = events.worst_grades(EVENTS.drop(columns="AETOXGR"), SUBJECTS)
    assert ungraded["ungraded"].tolist() == [2, 2]


def test_organ_classes_stand_by_frequency_with_their_terms_inside():
    shares = events.incidence(EVENTS, SUBJECTS, by=("AEBODSYS", "AEDECOD")).query("category == 'any_grade'")
    assert shares["AEBODSYS"].tolist() == ["General", "Investigations"]
    uncoded = events.incidence(EVENTS.assign(AEBODSYS=None), SUBJECTS, by=("AEBODSYS", "AEDECOD"))
    assert set(uncoded["AEBODSYS"]) == {"Not coded"}


def test_terms_stand_by_frequency_before_severity_and_organ_classes_by_all_their_terms():
    rows = adae(
        ("1", "Aching", 3, 5), ("1", "Zoster", 1, 5), ("2", "Zoster", 1, 5), ("3", "Low count", 1, 2),
        ("2", "Low count", 1, 2), ("3", "High count", 1, 3), ("3", "Odd count", 1, 3),
    )  # fmt: skip
    assert events.incidence(rows, SUBJECTS)["AEDECOD"].tolist()[::5] == [
        "Low count", "Zoster", "Aching", "High count", "Odd count",
    ]  # fmt: skip
    grouped = events.incidence(rows, SUBJECTS, by=("AEBODSYS", "AEDECOD"))
    assert grouped["AEDECOD"].tolist()[::5] == ["Low count", "High count", "Odd count", "Zoster", "Aching"]


def test_overview_says_what_was_not_recorded_instead_of_counting_zero():
    rows = events.overview(EVENTS.drop(columns="AETOXGR"), SUBJECTS).set_index("group")
    assert np.isnan(rows.loc["grade_3", "estimate"])
    assert rows.loc["grade_3", "note"] == "not estimable: AETOXGR not recorded"
    assert (rows.loc["any_grade", "n_event"], rows.loc["any_grade", "n"]) == (2, 4)
    half = events.overview(EVENTS.assign(AREL=["Y", None, "N", "N", "N", "N"]), SUBJECTS).set_index("group")
    assert (half.loc["related", "n_event"], half.loc["related", "note"]) == (1, "1 of 5 events without AREL")


def test_an_unknown_causality_counts_as_related_and_an_unknown_word_is_an_error():
    rows = events.overview(EVENTS.assign(AREL=None).assign(AREL=["N", "N", "N", None, "N", "N"]), SUBJECTS)
    assert rows.set_index("group").loc["related", "n_event"] == 1
    with pytest.raises(ValueError, match="AREL: PERHAPS"):
        events.overview(EVENTS.assign(AREL="perhaps"), SUBJECTS)


def test_events_by_arm_have_a_denominator_for_each_arm():
    arm = pd.Series(pd.Categorical(["a", "a", "b", "b"]), SUBJECTS, name="arm")
    found = events.by_arm(EVENTS, SUBJECTS, arm, reference="b")
    rows = found[(found["estimand"] == "proportion") & (found["at"] == "any_grade")]
    assert rows[["group", "n_event", "n"]].values.tolist() == [["a", 2, 2], ["b", 0, 2]]
    assert set(found["grouping"]) == {"arm"}


def test_ranks_give_equal_counts_the_same_place():
    rows = events.ranks(events.incidence(EVENTS, SUBJECTS), category="any_grade")
    assert rows[["group", "estimate", "n_event", "n"]].values.tolist() == [["Fatigue", 1, 2, 4], ["Low count", 1, 2, 4]]
    assert set(rows["grouping"]) == {"any_grade"}


def test_every_result_row_has_only_columns_of_the_vocabulary():
    shares, days = events.incidence(EVENTS, SUBJECTS), pd.Series(100.0, index=SUBJECTS)
    arm = pd.Series("a", SUBJECTS, "category", name="arm")
    per_time = of_study.rate_results(of_study.incidence_rates(EVENTS, days))
    tables = [
        events.results(shares), events.ranks(shares, category="grade_3"), per_time, events.overview(EVENTS, SUBJECTS),
        of_study.period_rates(EVENTS, days), events.by_arm(EVENTS, SUBJECTS, arm, reference="a"),
    ]  # fmt: skip
    for table in tables:
        assert set(table.columns) <= set(vocabulary.RESULT_COLUMNS)
        assert set(table["estimand"]) <= set(vocabulary.ESTIMANDS)


def test_what_is_new_since_an_earlier_report_is_told_by_subject_and_term():
    rows = events.new_since(EVENTS, SUBJECTS, "2020-01-31").set_index("AEDECOD")
    assert rows.loc["Fatigue", ["n_before", "n_new"]].tolist() == [2, 0]  # day 40 is not the first one of subject 1
    assert rows.loc["Low count", ["n_before", "n_new", "new_term"]].tolist() == [1, 1, False]
    assert events.new_since(EVENTS, SUBJECTS, "2020-01-05").set_index("AEDECOD").loc["Low count", "new_term"]


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
        "arms: {column: TRT01P, actual: TRT01A, levels: [Placebo, Xanomeline Low Dose, Xanomeline High Dose]}\n"
        "groupings:\n  sex: {table: adsl, column: SEX, levels: [M, F], known_day: 0}\n"
        "  age: {table: adsl, column: AGE, cut: [65], known_day: 0}\n"
    )
    return cohort.read(folder)


def test_cdisc_pilot_has_65_77_76_subjects_with_emergent_events_of_86_84_84(cdisc):
    found = of_study.adverse_events(cdisc, cuts_months=(6,))
    assert found.arms == "Arms are those received (TRT01A), as planned in every subject."
    any_grade = found.by_arm[(found.by_arm["estimand"] == "proportion") & (found.by_arm["at"] == "any_grade")]
    assert any_grade[["group", "n_event", "n"]].to_numpy().tolist() == [
        ["Placebo", 65, 86], ["Xanomeline Low Dose", 77, 84], ["Xanomeline High Dose", 76, 84]]  # fmt: skip
    apart = found.by_arm[(found.by_arm["estimand"] == "difference") & (found.by_arm["at"] == "any_grade")].iloc[0]
    assert apart["estimate"] == pytest.approx(77 / 84 - 65 / 86)
    assert 0 < apart["conf_low"] < apart["estimate"] < apart["conf_high"]


def test_cdisc_pilot_has_forests_of_the_subjects_of_each_comparison(cdisc):
    tte, arm = cdisc.endpoint("TTDE"), cdisc.group("arm").astype(object)
    groups = {name: cdisc.group(name) for name in ("sex", "age")}
    pair = {"arm": arm.where(arm.isin(["Placebo", "Xanomeline High Dose"])), "reference": "Placebo"}
    table = within_levels(tte, groups, **pair)
    # R: survfit(Surv(AVAL, 1 - CNSR) ~ 1, conf.type = "log-log") of the two arms; coxph with and without the product
    assert table[["group", "n_event", "n", "median"]].to_numpy().tolist() == [
        ["All subjects", 90, 170, 70], ["M", 44, 77, 51], ["F", 46, 93, 77], ["<65", 14, 25, 77], [">=65", 76, 145, 64],
    ]  # fmt: skip
    assert table["p_interaction"].dropna().tolist()[0] == pytest.approx(0.102942137325, rel=1e-6)


def test_cdisc_pilot_has_no_toxicity_grades_and_says_so(cdisc):
    rows = events.overview(cdisc.table("adae"), cdisc.subjects).set_index("group")
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
    with pytest.raises(StudyError) as error:
        cohort.read(tmp_path)
    told = str(error.value)
    assert 'adae.csv, line 2, column AETOXGR: found "3-4"; expected one whole CTCAE grade from 1 to 5' in told
    assert 'adae.csv, line 3, column ASTDT: found "2021-02-01"' in told
    assert 'adae.csv, line 4, column USUBJID: found "9"' in told
    assert 'nkflow.csv, line 2, column AVAL: found "132"; expected a percent from 0 to 100' in told


def test_related_severe_events_are_counted_by_subject_and_an_unknown_causality_counts():
    rows = pd.DataFrame({"USUBJID": ["1", "1", "2", "3", "4"], "AEDECOD": "Rash", "AETOXGR": [3.0, 4, 2, 3, 3],
                         "AREL": ["Y", "Y", "Y", "N", None], "TRTEMFL": "Y"})  # fmt: skip
    row = events.related_severe(rows, pd.Index(["1", "2", "3", "4", "5", "6"])).iloc[0]
    assert row[["n_event", "n"]].tolist() == [2, 6]
    nobody = events.related_severe(rows.query("USUBJID in ['2', '3']"), pd.Index(list("123456"))).iloc[0]
    assert [nobody["n_event"], nobody["conf_high"]] == pytest.approx([0, 0.459258], abs=1e-6)
    ungraded = events.related_severe(rows.drop(columns="AETOXGR"), pd.Index(["1", "2"])).iloc[0]
    assert ungraded["reason"] == "AETOXGR not recorded"
    nothing = events.related_severe(rows.drop(columns=["AETOXGR", "AREL"]), pd.Index(["1"])).iloc[0]
    assert nothing["note"] == "not estimable: AETOXGR and AREL not recorded"


def test_shares_of_what_was_not_recorded_say_so():
    rows = events.results(events.incidence(EVENTS.drop(columns="AESER"), SUBJECTS)).set_index("grouping")
    assert set(rows.loc["serious", "reason"]) == {"AESER not recorded"}
    assert set(rows.loc["serious", "note"]) == {"not estimable: AESER not recorded"}
    assert set(rows.loc[["any_grade", "grade_3"], "reason"]) == {""}
    assert len(events.results(events.incidence(EVENTS[:0], SUBJECTS))) == 0
