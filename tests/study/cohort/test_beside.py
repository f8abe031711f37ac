"""Other trials that study.yml names: refused with the place where they do not fit."""

import pytest

from analysis.study import cohort
from analysis.study.problems import StudyError

HEAD = """\
id: t
title: T
synthetic: true
time_unit: months
tables: {adsl: adsl.csv, adtte: adtte.csv}
comparators:
  other:
    {label: O, source: s, line: second, year: 2020, country: c, selection: x, endpoint: ENDPOINT, arms: {a: ARM}}
"""


def problems(folder, *, endpoint="OS", arm="{median: 5}", curve=None):
    (folder / "adsl.csv").write_text("USUBJID\n1\n2\n")
    (folder / "adtte.csv").write_text("USUBJID,PARAMCD,AVAL,CNSR\n1,OS,3,0\n2,OS,5,1\n")
    (folder / "study.yml").write_text(HEAD.replace("ENDPOINT", endpoint).replace("ARM", arm))
    if curve:
        (folder / "c.csv").write_text(curve)
    try:
        cohort.read(folder)
    except StudyError as error:
        return "\n".join(map(str, error.problems))
    return ""


def test_what_fits_is_read(tmp_path):
    assert problems(tmp_path) == ""
    assert problems(tmp_path, arm="{curve: c.csv}", curve="time,survival\n1,0.9\n") == ""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"endpoint": "PFS"}, 'comparators.other.endpoint: found "PFS"; expected an endpoint of adtte; known: OS'),
        ({"arm": "{median: -5}"}, 'comparators.other.arms.a.median: found "-5"; expected a median time to the event'),
        ({"arm": "{median: 5, rate: 0.5, at: 3}"}, "expected one of median, rate (with at) or curve"),
        ({"arm": "{rate: 0.5}"}, "comparators.other.arms.a.at: missing; expected rate and at together"),
        ({"arm": "{rate: 55, at: 12}"}, 'found "55"; expected a share without event, from 0 to 1'),
        ({"arm": "{median: 5, conf_low: 6, conf_high: 7}"}, "expected limits on both sides of the median or rate"),
        ({"arm": "{median: 5, conf_low: 4}"}, "expected both limits, or none"),
        ({"arm": "{medain: 5}"}, 'expected a known key; did you mean "median"?'),
        ({"arm": "{curve: c.csv}"}, 'tables.curves: found "c.csv"; expected a file or folder at'),
        ({"arm": "{curve: ../c.csv}"}, "expected a name or path inside the study's folder"),
        ({"arm": "{curve: c.csv}", "curve": "time,survival\n1,90\n"}, 'c.csv, line 2, survival: found "90"'),
    ],
)
def test_what_does_not_is_told_with_its_place(tmp_path, given, said):
    assert said in problems(tmp_path, **given)
