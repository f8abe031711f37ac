"""The printed tables of the persistence section: bounds in brackets, `<` where only a limit is known."""

import pandas as pd

from analysis.estimates import persistence
from analysis.report.words.persistence import kinetics_table, summary_table


def kinetics(*rows):
    frame = pd.DataFrame(rows, columns=["USUBJID", "INFUSION", "HOURS", "AVAL"])
    flag = frame["AVAL"].isna().map({True: "Y", False: None})
    return persistence.kinetics(persistence.after_infusion(frame.assign(AVALU="c/µg", BLQFL=flag, LLOQ=20.0)))


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
    lines = summary_table(persistence.summary(found)).set_index("Measure")
    assert lines.loc["ddPCR: Peak, c/µg", ["n", "Median (range)", "Geometric mean (95% CI)"]].tolist() == [
        "2", "250 (100–400)", "200",
    ]  # fmt: skip
    assert lines.loc["ddPCR: Half-life, h", "n"] == "0"
    assert [name.split()[1].strip(",") for name in lines.index] == ["Peak", "Time", "Undetectable", "Area", "Half-life"]


def test_no_kinetics_give_an_empty_table():
    assert summary_table(persistence.summary(kinetics())).empty
    assert kinetics_table(kinetics()).empty
