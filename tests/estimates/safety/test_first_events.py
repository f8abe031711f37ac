"""First adverse events: who had one when, what rules one out, by hand; crude proportions stand beside."""

import numpy as np
import pandas as pd
import pytest

from analysis import report
from analysis.estimates.safety import of_study
from analysis.estimates.safety.first_events import causes_of, first_events
from analysis.report import section as section_module
from analysis.study import cohort
from analysis.study.problems import NotInData, StudyError
from tests.estimates.safety.rows import small_study as study

ADAE = ("USUBJID,AEDECOD,AETOXGR,TRTEMFL,ASTDY\n1,Fatigue,1,Y,5\n1,Fatigue,3,Y,12\n2,Rash,2,Y,3\n3,Rash,3,Y,-3\n"
        "4,Sepsis,5,Y,25\n")  # fmt: skip


def test_what_comes_first_counts_and_an_event_goes_before_a_death_of_its_day():
    ids = list("abcdef")
    onset, deaths = pd.Series([5.0, 10, 40], list("abc")), pd.Series([10.0, 20, 20, 50], list("bcdf"))
    days = pd.Series([30.0, 30, 30, 30, 30, 40], ids)
    found = causes_of(onset, deaths, days, "Rash")
    assert found["time"].tolist() == [4, 9, 19, 19, 29, 39]
    assert found["cause"].astype(object).fillna("").tolist() == ["Rash", "Rash", "Death before", "Death before", "", ""]
    ended = causes_of(onset, deaths, days, "Rash", True, ongoing=["f"])
    assert ended["cause"].astype(object).fillna("").tolist()[4:] == ["End of treatment before", ""]


def test_incidence_stands_beside_the_crude_proportion_by_hand(tmp_path):
    # days at risk 31, 31, 31, 25; grade 3: subject 1 on day 12, 4 on day 25, of which it dies, 3 at the very start
    own = study(tmp_path, adae=ADAE)
    days = of_study.at_risk(own)
    found = first_events(own, ["any_grade", "grade_3", "Rash"], days, cuts_months=[0.5])
    assert [one.label for one in found] == ["Any grade", "Grade 3 or higher", "Rash"]
    crude, event, death = found[2].rows.to_dict("records")
    assert (crude["estimand"], crude["estimate"], crude["n_event"]) == ("proportion", 0.5, 2)
    assert (event["group"], event["estimate"], event["n_event"], event["n"]) == ("Rash", 0.5, 2, 4)
    assert (death["group"], death["estimate"]) == ("Rash: Death before", 0)
    late = first_events(own, ["grade_3"], days, cuts_months=[0.9])[0].rows
    assert late["estimate"].tolist() == pytest.approx([0.75, 0.75, 0.0])
    sepsis = first_events(own, ["Fatigue"], days, cuts_months=[0.9])[0].rows
    assert sepsis["estimate"].tolist() == pytest.approx([0.25, 0.25, 0.25])  # one has fatigue, one dies


def test_an_event_of_unknown_day_leaves_its_subject_out_and_is_counted(tmp_path):
    own = study(tmp_path, adae=ADAE.replace("2,Rash,2,Y,3", "2,Rash,2,Y,"))
    rows = first_events(own, ["Rash"], of_study.at_risk(own), cuts_months=[0.5])[0].rows
    assert rows["n"].tolist() == [4, 3, 3]
    assert rows["note"].iloc[1] == "1 with an event of unknown day left out"


def test_without_days_or_survival_it_says_why(tmp_path):
    own = study(tmp_path, adae="USUBJID,AEDECOD,TRTEMFL\n1,Rash,Y\n")
    with pytest.raises(NotInData, match="ASTDY"):
        first_events(own, ["Rash"], of_study.at_risk(own))


def test_a_term_that_adae_lacks_is_refused(tmp_path):
    folder = study(tmp_path, adae=ADAE).folder
    yml = folder / "study.yml"
    yml.write_text(yml.read_text() + "sections: {5_safety: {first_events: [grade_3, Rsh]}}\n")
    with pytest.raises(StudyError, match=r'first_events: found "Rsh"; expected a AEDECOD of adae; did you mean "Rash"'):
        cohort.read(folder)


def test_it_is_shown_as_a_figure_each_and_one_table(tmp_path, monkeypatch):
    monkeypatch.setattr(section_module, "display", lambda *_, **__: None)
    own, blocks = study(tmp_path, adae=ADAE), []
    section = report.Section(own, "5_safety", tmp_path / "out")
    monkeypatch.setattr(section, "_show", lambda block, *_, **__: blocks.append(block))
    found = of_study.adverse_events(own, first=["any_grade", "Rash"]).first
    report.competing_causes(section, first=found)
    assert [block.name for block in blocks] == ["first_any_grade", "first_rash", "first_events"]
    assert "first adverse event, Rash" in blocks[1].caption
    assert not np.isnan(found[0].rows["estimate"]).all()
