"""The printed tables of the persistence section: bounds in brackets, `<` where only a limit is known."""

import pandas as pd

from analysis.estimates import persistence
from analysis.estimates.persistence.blood import after_infusion
from analysis.report.words.tables.nk_persistence import event_counts, kinetics_table, limits_by_time, summary_table


def kinetics(*rows):
    frame = pd.DataFrame(rows, columns=["USUBJID", "INFUSION", "HOURS", "AVAL"])
    flag = frame["AVAL"].isna().map({True: "Y", False: None})
    return persistence.kinetics.kinetics(after_infusion(frame.assign(AVALU="c/µg", BLQFL=flag, LLOQ=20.0)))


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


def test_cells_keep_the_numbers_they_print():
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
