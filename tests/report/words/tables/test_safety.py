"""The printed tables of the safety section: a line per organ class and term, nothing recorded is not zero."""

import pandas as pd

from analysis.report.words.tables.safety import TABLES, cycle_table, event_table, overview_table

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
    assert TABLES["later_therapies"].printed(rows).columns.tolist() == ["Subject", "Treatment"]
