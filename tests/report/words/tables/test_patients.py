"""The printed tables of patients: a line per organ class and term, bounds in brackets, `<` for a limit alone."""

import pandas as pd

from analysis.estimates import persistence, safety
from analysis.estimates.persistence.blood import after_infusion
from analysis.estimates.persistence.blood import kinetics as after_each
from analysis.report.words.tables import titled
from analysis.report.words.tables.patients import (
    by_arm,
    cycle_table,
    event_counts,
    event_table,
    kinetics_table,
    limits_by_time,
    overview_table,
    summary_table,
)
from tests.estimates.safety.rows import with_arms

OLD, NEW = "old (n\u00a0=\u00a02)", "new (n\u00a0=\u00a02)"
SHARES = pd.DataFrame(
    [("General", "Fatigue", "any_grade", 2), ("General", "Fatigue", "grade_3", 1),
     ("Blood", "Anemia", "any_grade", 1), ("Blood", "Anemia", "grade_3", 0)],
    columns=["AEBODSYS", "AEDECOD", "category", "n_event"],
).assign(n=4, rate=[4, 4, None, None], rate_low=[1, 1, None, None], rate_high=[9, 9, None, None])  # fmt: skip


def test_the_printed_table_has_a_line_for_each_organ_class_and_term():
    missing = SHARES.assign(n_event=SHARES["n_event"].where(SHARES["category"] != "grade_3"))
    full = [missing.assign(category=name) for name in ("serious", "related", "discontinued")]
    shares = pd.concat([missing, *(part.drop_duplicates("AEDECOD") for part in full)])
    table = event_table(shares.assign(n_new=shares["AEDECOD"].eq("Fatigue"), since="2020-01-31").astype({"n_new": int}))
    assert table["Adverse event"].tolist() == ["General", "\u2003Fatigue", "Blood", "\u2003Anemia"]
    assert table["Any grade"].tolist() == ["", "2 (50%)", "", "1 (25%)"]
    assert table["Grade 3 or higher"].tolist() == ["", "–", "", "–"]
    assert table["Per 100 patient-months (95% CI)"].tolist() == ["", "4.0 (1.0–9.0)", "", ""]
    assert table["First since 2020-01-31"].tolist() == ["", "1", "", "0"]


def test_no_subject_with_an_event_is_zero_and_not_missing():
    none = SHARES.assign(n_event=0)
    full = [none.assign(category=name) for name in ("serious", "related", "discontinued")]
    table = event_table(pd.concat([none, *(part.drop_duplicates("AEDECOD") for part in full)]))
    assert table["Grade 3 or higher"].tolist() == ["", "0", "", "0"]
    assert not [name for name in table if name.startswith("First since")]


def test_overview_and_cycles_are_printed_in_words():
    rows = pd.DataFrame({"group": ["any_grade", "grade_3"], "n_event": [2, None], "n": [4, 4]})
    rows = rows.assign(
        conf_low=[0.068, None], conf_high=[0.932, None], note=["", "not estimable: AETOXGR not recorded"]
    )
    table = overview_table(rows)
    assert table["Subjects with at least one event"].tolist() == ["Any grade", "Grade 3 or higher"]
    assert table["Subjects (%)"].tolist() == ["2 (50%)", "–"]
    assert table["95% CI (%)"].tolist() == ["6.8–93.2", "–"]
    assert "Note" not in overview_table(rows[:1])
    cycles = pd.DataFrame({"estimand": ["median", "minimum", "maximum"], "estimate": [11.5, 2, 36.0]})
    cycles = cycles.assign(group="NK cells", n=20)
    assert cycle_table(cycles).values.tolist() == [["NK cells", "20", "11.5", "2–36"]]


def test_cells_keep_the_numbers_they_print():
    table = cycle_table(pd.DataFrame({"estimand": ["median", "minimum", "maximum"], "estimate": [11.5, 2, 36.0],
                                      "group": "A", "n": 20}))  # fmt: skip
    assert [table["n"][0].value, table["Median cycles"][0].value] == [20, 11.5]


def test_later_treatments_are_printed_without_what_every_row_says():
    rows = pd.DataFrame({"STUDYID": "S", "USUBJID": ["1"], "CMCAT": "NEXT", "CMDECOD": "DRUG"})
    assert titled("5_safety", "later_therapies").printed(rows).columns.tolist() == ["Subject", "Treatment"]


def kinetics(*rows):
    frame = pd.DataFrame(rows, columns=["USUBJID", "INFUSION", "HOURS", "AVAL"])
    flag = frame["AVAL"].isna().map({True: "Y", False: None})
    return after_each(after_infusion(frame.assign(AVALU="c/µg", BLQFL=flag, LLOQ=20.0)))


def test_a_line_of_kinetics_tells_estimates_bounds_and_limits():
    line = kinetics_table(kinetics(("1", 1, -0.5, None), ("1", 1, 1, 1500.0), ("1", 1, 4, None))).iloc[0]
    assert line["Before"] == "<20"
    assert line["Peak"] == "1,500"
    assert line["Time of peak, h"] == "1 (0–4)"
    assert line["Undetectable from, h"] == "4"
    assert line["Half-life, h"] == "–"


def test_when_nothing_was_quantified_the_peak_is_below_its_limit():
    assert kinetics_table(kinetics(("1", 1, 1, None), ("1", 1, 4, None)))["Peak"].tolist() == ["<20"]


def test_the_summary_has_one_line_for_each_measure_and_infusion():
    found = kinetics(("1", 1, -1, None), ("1", 1, 1, 100.0), ("2", 1, -1, None), ("2", 1, 1, 400.0))
    lines = summary_table(persistence.summaries.summary(found)).set_index("Measure")
    assert lines.loc["ddPCR: Peak, c/µg", ["n", "Median (range)", "Geometric mean (95% CI)"]].tolist() == [
        "2", "250 (100–400)", "200",
    ]  # fmt: skip
    assert lines.loc["ddPCR: Half-life, h", "n"] == "0"
    assert [name.split()[1].strip(",") for name in lines.index] == ["Peak", "Time", "Undetectable", "Area", "Half-life"]


def test_no_kinetics_give_an_empty_table():
    assert summary_table(persistence.summaries.summary(kinetics())).empty
    assert kinetics_table(kinetics()).empty


def test_measures_stand_in_their_order_whatever_the_parameter_is_called():
    rows = persistence.summaries.summary(kinetics(("1", 1, -1, None), ("1", 1, 1, 100.0)).assign(PARAMCD="Area: Peak"))
    lines = summary_table(rows.iloc[::-1])["Measure"].tolist()
    assert [name.split(": ")[2].split(",")[0] for name in lines] == [
        "Peak", "Time of peak", "Undetectable from", "Area", "Half-life",
    ]  # fmt: skip


def test_cells_of_kinetics_keep_the_numbers_they_print():
    line = kinetics_table(kinetics(("1", 2, -0.5, None), ("1", 2, 1, 1500.0))).iloc[0]
    assert [line["Infusion"].value, line["Before"].value, line["Peak"].value] == [2, 20, 1500]


def test_events_of_the_timeline_are_counted_by_subject_and_kind():
    events = pd.DataFrame(
        {"USUBJID": ["1", "1", "2"], "time": [0.0, 2.04, 1.0], "kind": ["infusion"] * 2 + ["imaging"]}
    )
    assert event_counts(events).values.tolist() == [["1", "0", "2", "2.0"], ["2", "1", "0", "1.0"]]


def test_samples_of_droplets_are_shown_by_time():
    rows = pd.DataFrame({"HOURS": [1.0, 1, 4], "conf_high": [10.0, 30, 5], "LOD": 2.0, "LLOQ": 8.0, "p_wells": 0.5})
    assert limits_by_time(rows)["Hours"].tolist() == ["1", "4"]
    assert limits_by_time(rows)["95% CI high"].tolist() == ["20", "5"]


def test_arms_stand_side_by_side_with_their_difference_behind(tmp_path):
    study = with_arms(tmp_path)
    table = by_arm(safety.adverse_events(study).by_arm)
    apart = "new v old: difference, percentage points (95% CI)"
    assert list(table) == ["", OLD, NEW, apart]
    assert table[""].tolist() == ["Any grade", "Grade 3 or higher", "Related to treatment", "Fatigue", "Anemia"]
    assert table.iloc[1].tolist()[1:3] == ["0", "2 (100%)"]
    assert table.loc[1, apart].startswith("100.0 (")
    assert table.loc[3, apart].startswith("0.0 (−")
    exposed = by_arm(safety.exposure(study).by_arm)
    assert exposed[""].tolist() == ["Cycles of A", "Time on treatment, days"]
    assert exposed[NEW].tolist()[0] == "1.5 (1–2)"


def test_a_rate_of_response_has_its_limits():
    told = {"endpoint": "BOR", "estimand": "proportion", "group": "old", "n_event": 9, "n": 20, "estimate": 0.45}
    rows = pd.DataFrame([{**told, "at": at, "conf_low": 0.2306, "conf_high": 0.6847} for at in ("PR", "ORR")])
    table = by_arm(rows)
    assert table[""].tolist() == ["PR", "Objective response (CR or PR)"]
    assert table["old (n\u00a0=\u00a020)"].tolist() == ["9 (45%)", "9 (45%), 95% CI 23.1–68.5"]
