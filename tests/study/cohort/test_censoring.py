"""Censoring rules that study.yml declares, each of FDA's example rows worked by hand, and what is refused."""

import pandas as pd
import pytest

from analysis.study import cohort
from analysis.study.cohort.censoring import by_rule
from analysis.study.problems import StudyError

RULES = "{new_therapy: [NEXT], every_days: 42, window_days: 7}"
# Visits every 42 days (study days 43, 85, 127, 169); a gap of more than 2 * 42 + 7 = 91 days is two missed visits.
PFS = """\
USUBJID,PARAMCD,AVAL,CNSR
a,PFS,84,0
b,PFS,168,0
c,PFS,126,0
d,PFS,126,0
e,PFS,100,0
f,PFS,60,1
g,PFS,200,0
h,PFS,168,1
i,PFS,84,0
j,PFS,30,0
"""
VISITS = {"a": {43: "SD", 85: "PD"}, "b": {43: "SD", 169: "PD"}, "c": {43: "SD", 127: "PD"},
          "d": {43: "SD", 85: "PR", 127: "PD"}, "f": {43: "SD"}, "g": {43: "PR", 85: "NE"},
          "h": {43: "SD", 85: "SD", 127: "SD", 169: "SD"}, "i": {43: "SD", 85: "PD"}}  # fmt: skip
THERAPY = [("d", 101), ("f", 70), ("h", 100), ("i", 85), ("j", 10)]
YML = """\
id: t
title: T
synthetic: true
time_unit: days
report_unit: days
tables: {adsl: adsl.csv, adtte: adtte.csv, adrs: adrs.csv, adcm: adcm.csv}
"""


def write(folder, rules=RULES, endpoint="PFS", pfs=PFS, adsl="USUBJID\n", more=""):
    """A study of ten subjects with visits, therapies and rules."""
    (folder / "adsl.csv").write_text(adsl if adsl.count("\n") > 1 else adsl + "\n".join("abcdefghij") + "\n")
    (folder / "adtte.csv").write_text(pfs)
    rows = [f"{one},OVR,{said},{day}" for one, own in VISITS.items() for day, said in own.items()]
    (folder / "adrs.csv").write_text("\n".join(["USUBJID,PARAMCD,AVALC,ADY", *rows]) + "\n")
    taken = [f"{one},NEXT,Docetaxel,{day}" for one, day in THERAPY] + ["a,OTHER,Aspirin,2"]
    (folder / "adcm.csv").write_text("\n".join(["USUBJID,CMCAT,CMDECOD,ASTDY", *taken]) + "\n")
    (folder / "study.yml").write_text(f"{YML}censoring: {{{endpoint}: {rules}}}\n{more}")
    return folder


def test_each_rule_by_hand(tmp_path):
    tte, changed = by_rule(cohort.read(write(tmp_path)), "PFS")
    assert tte["time"].to_dict() == {
        "a": 84,  # progression at a visit: the event
        "b": 42,  # progression after two missed visits (days 85 and 127): the last assessment
        "c": 126,  # after one missed visit: the event
        "d": 84,  # new therapy before progression: the last assessment before it
        "e": 0,  # death without any assessment after the start, 100 days on: censored at the start
        "f": 60,  # new therapy after the last contact: as it was
        "g": 42,  # death 158 days after the last visit that is no NE
        "h": 84,  # censored, but a new therapy began on day 100
        "i": 84,  # therapy of the day of progression: the event
        "j": 0,  # therapy before any assessment: censored at the start
    }
    assert tte.index[tte["event"]].tolist() == ["a", "c", "i"]
    assert changed.set_index("USUBJID")["rule"].to_dict() == {
        "b": "missed assessments", "d": "new therapy", "e": "missed assessments", "g": "missed assessments",
        "h": "new therapy", "j": "new therapy"}  # fmt: skip
    assert changed.set_index("USUBJID").loc["d", ["time", "event", "since", "time_by_rule"]].tolist() == [
        126, True, 100, 84]  # fmt: skip


def test_a_rule_alone_and_another_number_of_missed_visits(tmp_path):
    study = cohort.read(write(tmp_path, "{every_days: 42, missed: 1}"))
    assert by_rule(study, "PFS")[1]["USUBJID"].tolist() == ["b", "c", "e", "g"]
    study = cohort.read(write(tmp_path, "{new_therapy: [NEXT]}"))
    assert by_rule(study, "PFS")[1]["USUBJID"].tolist() == ["d", "h", "j"]


def test_days_count_from_treatment_and_times_from_their_own_start(tmp_path):
    # time 0 is ten days before the first treatment: assessments and therapies are ten days later on its scale
    pfs = "\n".join(["USUBJID,PARAMCD,AVAL,CNSR,STARTDT", *(f"{row},2020-01-01" for row in PFS.split()[1:])]) + "\n"
    adsl = "USUBJID,TRTSDT\n" + "".join(f"{one},2020-01-11\n" for one in "abcdefghij")
    tte, _ = by_rule(cohort.read(write(tmp_path, pfs=pfs, adsl=adsl)), "PFS")
    assert tte.loc[["b", "d", "e"], "time"].tolist() == [52, 94, 0]


def test_times_in_months_that_round_keep_a_visit_of_the_day_of_the_event_an_event(tmp_path):
    months = PFS.replace("a,PFS,84,0", "a,PFS,2.75,0")  # 83.7 days
    rows = [line if "PFS," not in line or line.startswith("a") else line.replace(
        line.split(",")[2], f"{float(line.split(',')[2]) / 30.4375:.2f}") for line in months.split()]  # fmt: skip
    folder = write(tmp_path, pfs="\n".join(rows) + "\n")
    (folder / "study.yml").write_text(
        (folder / "study.yml").read_text().replace("time_unit: days", "time_unit: months")
    )
    tte, _ = by_rule(cohort.read(folder), "PFS")
    assert tte["event"].tolist() == [True, False, True, False, False, False, False, False, True, False]


@pytest.mark.parametrize(("rules", "endpoint", "wrong"), [
    (RULES, "PSF", 'censoring.PSF: found "PSF"; expected an endpoint of adtte; did you mean "PFS"'),
    (RULES.replace("NEXT", "NXT"), "PFS", 'new_therapy: found "NXT"; expected a CMCAT of adcm; did you mean "NEXT"'),
    ("{window_days: 7}", "PFS", "expected new_therapy, every_days or both"),
    ("{every_day: 42}", "PFS", 'did you mean "every_days"'),
    ("{every_days: -1}", "PFS", "days between two scheduled assessments")])  # fmt: skip
def test_what_does_not_fit_is_told_with_its_place(tmp_path, rules, endpoint, wrong):
    with pytest.raises(StudyError) as error:
        cohort.read(write(tmp_path, rules, endpoint))
    assert wrong in str(error.value)


def test_a_study_without_visits_or_therapies_is_refused(tmp_path):
    folder = write(tmp_path)
    (folder / "study.yml").write_text((folder / "study.yml").read_text().replace(", adrs: adrs.csv", ""))
    with pytest.raises(StudyError, match="the table adrs, of which its rule is made"):
        cohort.read(folder)


def test_responses_without_any_visit_are_refused(tmp_path):
    folder = write(tmp_path)
    (folder / "adrs.csv").write_text("USUBJID,PARAMCD,AVALC,ADY\na,BOR,SD,\n")
    with pytest.raises(StudyError, match="visits in adrs"):  # else each progression would be censored at 0
        cohort.read(folder)


def test_a_study_without_rules_has_none(tmp_path):
    folder = write(tmp_path)
    (folder / "study.yml").write_text(YML)
    assert cohort.read(folder).censoring == {}
    assert isinstance(cohort.read(folder).endpoint("PFS"), pd.DataFrame)
