"""Visits that are misspelt, on other days or in other units than elsewhere, and groups known before their samples."""

import pandas as pd
import pytest

from analysis.study import cohort

IDS = [f"S{n}" for n in range(6)]
VISITS = {"Baseline": 1, "After cycle 2": 42, "After cycle 4": 84}


@pytest.fixture
def notes(tmp_path):
    """The notes of a study of six subjects and three visits, its tables changed by functions of their frames."""
    rows = [(one, visit, day) for one in IDS for visit, day in VISITS.items()]
    draws = pd.DataFrame(rows, columns=["USUBJID", "AVISIT", "ADY"]).astype({"ADY": object})
    places = draws["AVISIT"].map(list(VISITS).index)
    samples = draws.assign(SAMPLEID=draws["USUBJID"] + draws["AVISIT"], AVISITN=places, CFDNA=10.0)
    flow = pd.concat([draws.assign(PARAMCD=name, AVAL=20.0) for name in ("PD1", "PDL1")], ignore_index=True)
    times = pd.DataFrame({"USUBJID": IDS, "PARAMCD": "OS", "AVAL": range(700, 706), "CNSR": 0})

    def found(known_day=43, more="", **changes):
        tables = {"adsl": pd.DataFrame({"USUBJID": IDS}), "adtte": times, "samples": samples, "nkflow": flow}
        for name, frame in tables.items():
            changes.get(name, lambda frame: frame)(frame := frame.copy())
            frame.to_csv(tmp_path / f"{name}.csv", index=False)
        (tmp_path / "study.yml").write_text(
            "id: x\ntitle: x\nsynthetic: true\ntime_unit: days\ntables: {adsl: adsl.csv, adtte: adtte.csv, "
            "samples: samples.csv, nkflow: nkflow.csv}\ngroupings:\n  ctdna_change: {section: 2_ctdna, "
            "levels: [increased, decreased], "
            f"known_day: {known_day}}}\n{more}"
        )
        return list(cohort.read(tmp_path).notes)

    return found


def test_a_study_whose_visits_agree_has_no_note(notes):
    assert notes() == []


def test_a_misspelt_visit_is_told_with_the_usual_name_and_another_number_is_none(notes):
    def misspelt(frame):
        frame.loc[1, "AVISIT"] = "After cyle 2"

    assert notes(samples=misspelt) == [
        'samples.csv, line 3: AVISIT is "After cyle 2"; is it "After cycle 2" (17 rows)?'
    ]

    def another(frame):
        frame.loc[1, "AVISIT"] = "After cycle 12"

    assert notes(samples=another) == []


def test_study_days_in_weeks_in_one_table(notes):
    def weeks(frame):
        frame["ADY"] = [(day - 1) // 7 + 1 for day in frame["ADY"]]

    assert notes(samples=weeks)[0] == "samples: After cycle 2 is on day 6 (median), on day 42 in other tables"


def test_fractions_at_one_visit_or_of_one_marker(notes):
    def visit(frame):
        frame.loc[(frame["AVISIT"] == "Baseline") & (frame["PARAMCD"] == "PD1"), "AVAL"] = 0.2

    assert notes(nkflow=visit) == [
        "nkflow: PD1 at Baseline is at most 0.2, at other visits 20 (median); are these fractions?"
    ]

    def marker(frame):
        frame.loc[frame["PARAMCD"] == "PD1", "AVAL"] = 0.2

    assert notes(nkflow=marker) == [
        "nkflow: PD1 is at most 0.2, other markers are not; percent from 0 to 100 are expected"
    ]


def test_a_change_known_before_the_sample_that_shows_it(notes):
    assert notes(known_day=10) == [
        "groupings.ctdna_change: known_day is 10; the first sample after Baseline, of which it is made, is from day 41"
    ]


def test_visits_of_a_subject_exchanged_are_told_and_an_odd_visit_of_a_few_is_not(notes):
    def exchanged(frame):
        frame.loc[[0, 1], "AVISIT"] = ["After cycle 2", "Baseline"]

    told = ["samples: S0 has After cycle 2 before Baseline, on days 1 and 42"]
    assert notes(samples=exchanged) == told

    def unscheduled(frame):
        frame.loc[[0, 5], "AVISIT"] = "Unscheduled"

    assert notes(samples=unscheduled) == []


def test_a_grouping_by_a_marker_that_is_not_there_is_told(notes):
    more = "  nk_pd{}_change: {{section: 3_nk_phenotype, levels: [increased, decreased], known_day: 43}}\n"
    assert notes(more=more.format("l1")) == []
    assert notes(more=more.format("l2")) == ["groupings.nk_pdl2_change: nkflow has no rows of the marker PDL2"]
