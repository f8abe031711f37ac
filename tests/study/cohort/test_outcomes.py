"""Endpoints, responses, deaths and days that contradict each other are told, each by its subject or row."""

import pandas as pd
import pytest

from analysis.study.cohort import outcomes
from tests.study.cohort.test_derived import study

HEAD = "USUBJID,PARAMCD,AVAL,CNSR,EVNTDESC\n"


@pytest.mark.parametrize(
    ("words", "read"),
    [("Death", "event"), ("Progressive disease", "event"), ("PD", "event"), ("Died of sepsis", "event"),
     ("Alive", "censored"), ("Progression-free on treatment", "censored"), ("No documented progression", "censored"),
     ("Censored at data cutoff", "censored"), ("Lost to follow-up", "censored"), ("event-free", "censored"),
     ("Death after two missed visits", ""), ("Alive with progression", ""), ("Study completion", ""), (None, "")],
)  # fmt: skip
def test_what_a_description_says(words, read):
    assert list(outcomes.said(pd.Series([words], dtype=object))) == [read]


def test_an_event_that_its_description_denies_is_told(tmp_path):
    adtte = HEAD + "1,OS,5,0,Alive\n2,OS,50,1,Death\n3,OS,7,0,Death\n"
    assert study(tmp_path, adtte=adtte).notes == (
        'adtte.csv, line 2: CNSR is 0, EVNTDESC says "Alive"',
        'adtte.csv, line 3: CNSR is 1, EVNTDESC says "Death"',
    )


def test_a_death_that_only_another_table_knows_is_told(tmp_path):
    adtte = HEAD + "1,OS,5,1,\n1,PFS,5,0,Death\n2,OS,50,1,\n2,PFS,9,0,Progression\n3,OS,7,1,\n3,PFS,7,1,\n"
    adsl = "USUBJID,DTHFL\n1,\n2,Y\n3,N\n"
    adae = "USUBJID,AEDECOD,AETOXGR\n3,Sepsis,5\n2,Rash,1\n"
    assert study(tmp_path, adtte=adtte, adsl=adsl, adae=adae).notes == (
        "adtte: OS of 1 is censored, though PFS ended by death",
        "adtte: OS of 2 is censored, though adsl says dead (DTHFL)",
        "adtte: OS of 3 is censored, though adae has an event of grade 5",
    )


def test_what_follows_the_last_contact_is_told(tmp_path):
    made = study(tmp_path, adae="USUBJID,AEDECOD,ASTDY\n2,Rash,1600\n2,Rash,1500\n2,Rash,1610\n")
    assert made.notes == ("adae.csv, line 2: 2 has an adverse event on day 1600, 2 rows, last seen alive on day 1522",)
    checks = made.received.checks.set_index("check")
    assert list(checks.loc["nothing follows the last contact", ["n", "n_against"]]) == [3, 2]


def test_withdrawal_is_no_event_whatever_comes_before_it():
    told = outcomes.said(pd.Series(["Last assessment before withdrawal from treatment", "Progression after withdrawal",
                                    "Death after two missed visits", "Last contact before progression"]))  # fmt: skip
    assert told.tolist() == ["censored", "", "", ""]
