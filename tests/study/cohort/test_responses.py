"""Durations of responders, best responses that no visit has, and sums of diameters that are no millimetres."""

import pytest

from tests.study.cohort.test_derived import study

BEST = "USUBJID,PARAMCD,AVALC\n1,OVR,SD\n1,OVR,PR\n1,BOR,{}\n2,OVR,PD\n2,BOR,PD\n3,BOR,CR\n"
SIZES = "USUBJID,PARAMCD,AVAL,ADY\n1,SUMDIAM,{},1\n1,SUMDIAM,{},43\n1,SUMDIAM,{},85\n2,SUMDIAM,74,1\n"


def test_a_response_lasts_only_in_responders_and_no_longer_than_they_are_followed(tmp_path):
    adtte = "USUBJID,PARAMCD,AVAL,CNSR\n1,OS,5,0\n1,DOR,9,0\n2,OS,50,1\n2,DOR,4,0\n3,OS,7,0\n"
    adrs = "USUBJID,PARAMCD,AVALC\n1,BOR,PR\n2,BOR,SD\n3,BOR,CR\n"
    assert study(tmp_path, adtte=adtte, adrs=adrs).notes == (
        "adtte: DOR is longer than OS in 1 subjects: 1",
        "adtte: DOR of 1 subjects without CR or PR in adrs: 2",
    )


@pytest.mark.parametrize(("best", "told"), [("PR", ()), ("SD", ()), ("CR", ("BOR of 1 is CR; no visit is",))])
def test_a_best_response_better_than_every_visit_is_told_and_one_without_visits_is_not(tmp_path, best, told):
    notes = study(tmp_path, adrs=BEST.format(best)).notes
    assert notes == tuple(f"adrs.csv, line 4: {words}" for words in told)


@pytest.mark.parametrize(
    ("sizes", "told"),
    [((74, 60, 70), []), ((10, 0, 9), []), ((74, 6, 7), []), ((7.4, 6, 7), ["line 2: SUMDIAM is 7.4"]),
     ((74, 6, 70), ["line 3: SUMDIAM is 6"])],
)  # fmt: skip
def test_a_sum_of_diameters_in_another_unit_is_told(tmp_path, sizes, told):
    notes = study(tmp_path, adrs=SIZES.format(*sizes)).notes
    assert list(notes) == [f"adrs.csv, {words}; is it in mm?" for words in told]
