"""Adverse events of a study in one call: who is at risk, every term with its rate, nothing where nothing is known."""

import pytest

from analysis import vocabulary
from analysis.estimates import safety
from tests.estimates.safety.rows import small_study


def test_the_safety_population_is_at_risk_to_cutoff_window_or_death(tmp_path):
    days = safety.of_study.at_risk(small_study(tmp_path), window_days=5)
    # the last dose and five days; to the cutoff; ten days and five; death on day 25
    assert days.to_dict() == {"1": 27, "2": 31, "3": 15, "4": 25}
    assert safety.of_study.at_risk(small_study(tmp_path), window_days=30).to_dict() == {
        "1": 31,
        "2": 31,
        "3": 31,
        "4": 25,
    }


def test_without_survival_nobody_is_known_to_have_died(tmp_path):
    study = small_study(tmp_path, adtte="USUBJID,PARAMCD,AVAL,CNSR\n1,PFS,20,0\n")
    assert safety.of_study.at_risk(study, window_days=30)["4"] == 31


def test_days_are_asked_for_only_where_events_are_recorded(tmp_path):
    undated = {"adsl": "USUBJID\n1\n2\n3\n4\n5\n", "adex": None}
    assert safety.of_study.at_risk(small_study(tmp_path, adae=None, **undated)).isna().tolist() == [True] * 5
    with pytest.raises(ValueError, match="adsl: no column TRTSDT"):
        safety.of_study.at_risk(small_study(tmp_path, **undated))


def test_each_term_stands_under_its_organ_with_its_rate_and_who_had_it_since(tmp_path):
    study = small_study(tmp_path)
    found = safety.of_study.terms(study, safety.of_study.at_risk(study), since="2020-01-15")
    lines = found.by_organ.query("category == 'any_grade'").set_index("AEDECOD")
    assert lines[["AEBODSYS", "n_event", "n", "n_new", "since"]].T.to_dict("list") == {
        "Fatigue": ["General", 2, 4, 1, "2020-01-15"], "Anemia": ["Blood", 1, 4, 0, "2020-01-15"],
    }  # fmt: skip
    per_100_months = 100 * vocabulary.DAYS_PER_MONTH
    assert lines.loc["Fatigue", "rate"] == pytest.approx(per_100_months * 2 / (5 + 28 + 31 + 25))
    assert lines.loc["Anemia", "rate_low"] < lines.loc["Anemia", "rate"] < lines.loc["Anemia", "rate_high"]
    assert "n_new" not in safety.of_study.terms(study, safety.of_study.at_risk(study)).by_organ


def test_terms_give_shares_rates_and_ranks_as_results(tmp_path):
    study = small_study(tmp_path)
    rows = safety.of_study.terms(study, safety.of_study.at_risk(study)).results
    assert rows.groupby("estimand").size().to_dict() == {"incidence_rate": 3, "proportion": 10, "rank": 4}
    assert set(rows) <= set(vocabulary.RESULT_COLUMNS)
    severe = rows.query("estimand == 'rank' and grouping == 'grade_3'")
    assert severe[["group", "estimate"]].values.tolist() == [["Anemia", 1], ["Fatigue", 1]]


def test_counts_are_over_the_safety_population(tmp_path):
    study = small_study(tmp_path)
    anything = safety.of_study.overview(study).set_index("group").loc["any_grade"]
    assert (anything["n_event"], anything["n"]) == (3, 4)
    assert safety.related_severe(study)[["n_event", "n"]].values.tolist() == [[1, 4]]
    assert safety.of_study.worst_grades(study)[["AEDECOD", "2", "3"]].values.tolist() == [
        ["Anemia", 0, 1],
        ["Fatigue", 1, 1],
    ]


def test_periods_share_out_all_events(tmp_path):
    study = small_study(tmp_path)
    rows = safety.of_study.rates_by_period(study, safety.of_study.at_risk(study), cuts_months=[0.5])
    assert rows[["n_event", "n"]].values.tolist() == [[3, 4], [1, 4]]


def test_a_study_without_adverse_events_recorded_gives_no_rows(tmp_path):
    study = small_study(tmp_path, adae=None)
    days = safety.of_study.at_risk(study)
    terms = safety.of_study.terms(study, days, since="2020-01-15")
    tables = [safety.of_study.overview(study), safety.related_severe(study), safety.of_study.worst_grades(study),
              safety.of_study.rates_by_period(study, days), *terms]  # fmt: skip
    assert [len(table) for table in tables] == [0] * 7


def test_a_study_in_which_nobody_had_an_event_says_so(tmp_path):
    study = small_study(tmp_path, adae="USUBJID,AEDECOD,AETOXGR,ASTDY,ASTDT\n")
    rows = safety.of_study.overview(study).set_index("group")
    assert rows.loc[["any_grade", "grade_3"], ["n_event", "n"]].values.tolist() == [[0, 4], [0, 4]]
    assert rows.loc["any_grade", "conf_high"] == pytest.approx(0.602, abs=1e-3)  # R: binom.test(0, 4)
    assert rows.loc["serious", "reason"] == "AESER not recorded"  # the table has no such column
    assert len(safety.of_study.terms(study, safety.of_study.at_risk(study)).by_organ) == 0


def test_events_without_days_or_organ_classes_are_at_risk_to_the_end_and_not_coded(tmp_path):
    study = small_study(tmp_path, adae="USUBJID,AEDECOD,TRTEMFL\n1,Fatigue,Y\n")
    lines = safety.of_study.terms(study, safety.of_study.at_risk(study), since="2020-01-15").by_organ
    assert set(lines["AEBODSYS"]) == {"Not coded"}
    assert lines["rate"].iloc[0] == pytest.approx(100 * vocabulary.DAYS_PER_MONTH / (31 + 31 + 31 + 25))
    assert set(lines["n_new"]) == {0}  # an unknown date counts before
