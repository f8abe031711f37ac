"""Rates: time at risk and events shared out by hand, exact limits by law and against R."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis import vocabulary
from analysis.estimates import safety
from analysis.estimates.safety import of_study
from analysis.study import cohort
from tests.estimates.safety.rows import EVENTS, SUBJECTS, TABLES, adsl, small_study, with_arms


def test_time_at_risk_ends_with_the_window_the_cutoff_or_the_last_contact():
    rows = adsl(
        ("1", "2020-01-01", "2020-01-10", "PD", "Y"),
        ("2", "2020-01-01", None, None, "Y"),
        ("3", "2020-01-01", "2020-03-20", "PD", "Y"),
        ("4", "2020-01-01", "2020-01-10", "PD", "N"),
    )
    days = of_study.risk_days(rows, cutoff="2020-03-31")  # 30 days after the last dose
    assert days.to_dict() == {"1": 40, "2": 91, "3": 91}
    followed = pd.Series({"1": 12.0})
    assert of_study.risk_days(rows, cutoff="2020-03-31", followed_days=followed)["1"] == 12
    with pytest.raises(ValueError, match="no time at risk of 2; expected TRTSDT"):
        of_study.risk_days(rows)


def test_incidence_rate_counts_time_up_to_the_first_event_of_each_subject():
    days = pd.Series(100.0, index=SUBJECTS)
    found = of_study.incidence_rates(EVENTS, days, per_months=1).set_index("AEDECOD")
    # Fatigue: at risk 5 + 3 + 100 + 100 days with 2 first events
    assert found.loc["Fatigue", "months"] == pytest.approx(208 / vocabulary.DAYS_PER_MONTH)
    assert found.loc["Fatigue", "estimate"] == pytest.approx(2 / (208 / vocabulary.DAYS_PER_MONTH))
    assert found.loc["Any adverse event", "n_event"] == 2


def test_rates_by_period_share_out_events_and_time():
    month = vocabulary.DAYS_PER_MONTH
    days = pd.Series([3 * month, 1 * month, 3 * month, 3 * month], index=SUBJECTS)
    rows = of_study.period_rates(EVENTS, days, cuts_months=(1,), per_months=1)
    assert rows["group"].tolist() == ["0–1 months", "after 1 months"]
    assert rows["n_event"].tolist() == [3, 2]  # days 5, 9, 3 | 40, 70
    assert rows["n"].tolist() == [4, 3]
    assert rows["estimate"].tolist() == pytest.approx([3 / 4, 2 / 6])


def test_poisson_interval_agrees_with_r():
    # R 4.2: poisson.test(5, 2.5)$conf.int  0.6493954 4.6673320
    assert of_study.poisson_interval(5, 2.5) == pytest.approx((2, 0.6493954, 4.6673320), abs=1e-6)
    assert of_study.poisson_interval(0, 10) == pytest.approx((0, 0, 0.3688879), abs=1e-7)
    assert np.isnan(of_study.poisson_interval(0, 0)).all()


@given(count=st.integers(1, 200), time=st.floats(0.1, 100))
def test_each_tail_beyond_a_poisson_limit_has_probability_one_fortieth(count, time):
    _, low, high = of_study.poisson_interval(count, time)
    assert stats.poisson.sf(count - 1, low * time) == pytest.approx(0.025, abs=1e-9)
    assert stats.poisson.cdf(count, high * time) == pytest.approx(0.025, abs=1e-9)


def test_a_period_that_nobody_was_observed_in_says_why_it_has_no_rate():
    rows = of_study.period_rates(
        EVENTS.assign(ASTDY=[5, None, 9, 3, 10, -3]), pd.Series(20.0, SUBJECTS), cuts_months=(1,)
    )
    assert rows["reason"].tolist() == ["", "no time at risk"]
    remarks = "repeated events of a subject counted as if independent: too narrow; 1 of unknown onset left out"
    assert rows["note"].tolist() == [remarks, f"not estimable: no time at risk; {remarks}"]


def test_a_term_that_nobody_was_at_risk_of_says_so():
    rows = of_study.rate_results(of_study.incidence_rates(EVENTS, pd.Series(0.0, SUBJECTS)))
    assert set(rows["reason"]) == {"no time at risk"}
    assert set(of_study.rate_results(of_study.incidence_rates(EVENTS, pd.Series(9.0, SUBJECTS)))["reason"]) == {""}


def test_the_safety_population_is_at_risk_to_cutoff_window_or_death(tmp_path):
    days = of_study.at_risk(small_study(tmp_path), window_days=5)
    # the last dose and five days; to the cutoff; ten days and five; death on day 25
    assert days.to_dict() == {"1": 27, "2": 31, "3": 15, "4": 25}
    assert of_study.at_risk(small_study(tmp_path), window_days=30).to_dict() == {"1": 31, "2": 31, "3": 31, "4": 25}


def test_days_at_risk_do_not_know_the_unit_of_the_report(tmp_path):
    study = small_study(tmp_path)
    text = (tmp_path / "study.yml").read_text()
    (tmp_path / "study.yml").write_text(text.replace("report_unit: days", "report_unit: months"))
    months = cohort.read(tmp_path)
    assert (study.report_unit, months.report_unit) == ("days", "months")
    assert of_study.at_risk(months).to_dict() == pytest.approx(of_study.at_risk(study).to_dict())


def test_without_survival_nobody_is_known_to_have_died(tmp_path):
    study = small_study(tmp_path, adtte="USUBJID,PARAMCD,AVAL,CNSR\n1,PFS,20,0\n")
    assert of_study.at_risk(study, window_days=30)["4"] == 31


def test_days_between_randomisation_and_the_first_dose_are_no_time_at_risk(tmp_path):
    rows = TABLES["adtte"].replace("CNSR\n", "CNSR,STARTDT\n").replace(",0\n", ",0,2019-12-27\n")
    study = small_study(tmp_path, adtte=rows.replace(",1\n", ",1,\n"))
    assert of_study.at_risk(study)["4"] == 24 - 5 + 1  # death 24 days after randomisation, five before the first dose
    first = of_study.adverse_events(study, first=["any_grade"]).first[0].frame
    assert first.loc["4", "time"] == 1  # its event of day 2 stays


def test_days_are_asked_for_only_where_events_are_recorded(tmp_path):
    undated = {"adsl": "USUBJID\n1\n2\n3\n4\n5\n", "adex": None}
    assert of_study.at_risk(small_study(tmp_path, adae=None, **undated)).isna().tolist() == [True] * 5
    with pytest.raises(ValueError, match="adsl: no column TRTSDT"):
        of_study.at_risk(small_study(tmp_path, **undated))


def test_each_term_stands_under_its_organ_with_its_rate_and_who_had_it_since(tmp_path):
    study = small_study(tmp_path)
    found = of_study.terms(study, of_study.at_risk(study), since="2020-01-15")
    lines = found.by_organ.query("category == 'any_grade'").set_index("AEDECOD")
    assert lines[["AEBODSYS", "n_event", "n", "n_new", "since"]].T.to_dict("list") == {
        "Fatigue": ["General", 2, 4, 1, "2020-01-15"], "Anemia": ["Blood", 1, 4, 0, "2020-01-15"],
    }  # fmt: skip
    per_100_months = 100 * vocabulary.DAYS_PER_MONTH
    assert lines.loc["Fatigue", "rate"] == pytest.approx(per_100_months * 2 / (5 + 28 + 31 + 25))
    assert lines.loc["Anemia", "rate_low"] < lines.loc["Anemia", "rate"] < lines.loc["Anemia", "rate_high"]
    assert "n_new" not in of_study.terms(study, of_study.at_risk(study)).by_organ


def test_terms_give_shares_rates_and_ranks_as_results(tmp_path):
    study = small_study(tmp_path)
    rows = of_study.terms(study, of_study.at_risk(study)).results
    assert rows.groupby("estimand").size().to_dict() == {"incidence_rate": 3, "proportion": 10, "rank": 4}
    assert set(rows.loc[rows["estimand"] == "incidence_rate", "unit"]) == {"per 100 patient-months"}
    assert set(of_study.rates_by_period(study, of_study.at_risk(study))["unit"]) == {"per 100 patient-months"}
    assert set(rows) <= set(vocabulary.RESULT_COLUMNS)
    severe = rows.query("estimand == 'rank' and grouping == 'grade_3'")
    assert severe[["group", "estimate"]].values.tolist() == [["Anemia", 1], ["Fatigue", 1]]


def test_counts_are_over_the_safety_population(tmp_path):
    study = small_study(tmp_path)
    anything = of_study.overview(study).set_index("group").loc["any_grade"]
    assert (anything["n_event"], anything["n"]) == (3, 4)
    assert safety.related_severe(study)[["n_event", "n"]].values.tolist() == [[1, 4]]
    assert of_study.worst_grades(study)[["AEDECOD", "2", "3"]].values.tolist() == [
        ["Anemia", 0, 1],
        ["Fatigue", 1, 1],
    ]


def test_periods_share_out_all_events(tmp_path):
    study = small_study(tmp_path)
    rows = of_study.rates_by_period(study, of_study.at_risk(study), cuts_months=[0.5])
    assert rows[["n_event", "n"]].values.tolist() == [[3, 4], [1, 4]]


def test_a_study_without_adverse_events_recorded_gives_no_rows(tmp_path):
    study = small_study(tmp_path, adae=None)
    days = of_study.at_risk(study)
    terms = of_study.terms(study, days, since="2020-01-15")
    tables = [of_study.overview(study), safety.related_severe(study), of_study.worst_grades(study),
              of_study.rates_by_period(study, days), *terms]  # fmt: skip
    assert [len(table) for table in tables] == [0] * 7


def test_a_study_in_which_nobody_had_an_event_says_so(tmp_path):
    study = small_study(tmp_path, adae="USUBJID,AEDECOD,AETOXGR,ASTDY,ASTDT\n")
    rows = of_study.overview(study).set_index("group")
    assert rows.loc[["any_grade", "grade_3"], ["n_event", "n"]].values.tolist() == [[0, 4], [0, 4]]
    assert rows.loc["any_grade", "conf_high"] == pytest.approx(0.602, abs=1e-3)  # R: binom.test(0, 4)
    assert rows.loc["serious", "reason"] == "AESER not recorded"  # the table has no such column
    assert len(of_study.terms(study, of_study.at_risk(study)).by_organ) == 0


def test_events_without_days_or_organ_classes_are_at_risk_to_the_end_and_not_coded(tmp_path):
    study = small_study(tmp_path, adae="USUBJID,AEDECOD,TRTEMFL\n1,Fatigue,Y\n")
    lines = of_study.terms(study, of_study.at_risk(study), since="2020-01-15").by_organ
    assert set(lines["AEBODSYS"]) == {"Not coded"}
    assert lines["rate"].iloc[0] == pytest.approx(100 * vocabulary.DAYS_PER_MONTH / (31 + 31 + 31 + 25))
    assert set(lines["n_new"]) == {0}  # an unknown date counts before


def test_periods_are_the_first_half_year_the_second_and_the_rest(tmp_path):
    study = small_study(tmp_path)
    periods = ["0–6 months", "6–12 months", "after 12 months"]
    assert safety.adverse_events(study).periods["group"].tolist() == periods
    assert of_study.rates_by_period(study, of_study.at_risk(study))["group"].tolist() == periods


def test_adverse_events_are_compared_between_the_arms_received(tmp_path):
    found = safety.adverse_events(with_arms(tmp_path))
    assert found.arms == "Arms are those received (TRT01A), in 1 of 4 not as planned: 1 planned for new received old."
    shares = found.by_arm[found.by_arm["estimand"] == "proportion"].set_index(["at", "group"])
    counts = shares["n_event"].unstack().to_dict("index")
    assert set(shares["n"]) == {2}
    assert counts == {
        "any_grade": {"new": 2, "old": 1}, "grade_3": {"new": 2, "old": 0}, "related": {"new": 1, "old": 0},
        "Fatigue": {"new": 1, "old": 1}, "Anemia": {"new": 1, "old": 0}}  # fmt: skip
    apart = found.by_arm[found.by_arm["estimand"] == "difference"].set_index("at")
    assert apart.loc["grade_3", "estimate"] == 1
    assert apart.loc["Fatigue", "estimate"] == 0
    assert set(apart["group"] + apart["reference"]) == {"newold"}


def test_a_term_is_compared_from_the_share_that_is_asked_for(tmp_path):
    study = with_arms(tmp_path, said="")
    found = safety.adverse_events(study, frequent=0.7)
    assert not {"Fatigue", "Anemia"} & set(found.by_arm["at"])
    assert found.arms.startswith("Arms are those planned (TRT01P)")
    planned = found.by_arm[found.by_arm["estimand"] == "proportion"].set_index(["at", "group"])["n"]
    assert planned["any_grade"].to_dict() == {"old": 1, "new": 3}


def test_without_arms_there_is_nothing_by_arm(tmp_path):
    found = safety.adverse_events(small_study(tmp_path))
    assert (len(found.by_arm), found.arms) == (0, "")
