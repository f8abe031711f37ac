"""What people do to a spreadsheet before they send it: sorted columns, cells pasted one row down, rows of totals."""

import pandas as pd

from tests.corruptions.campaign import SECOND, kind, one

TABLES = ("adsl", "adtte", "adrs", "adae", "adex", "samples", "nkflow")


def _lines(rng, files, change, names=TABLES):
    """Change the lines of a table's file, the header first."""
    name = rng.choice(names)
    files.write(f"{name}.csv", "\n".join(change(files.texts[f"{name}.csv"].splitlines())) + "\n")


def _column(files, name, column, change):
    """Change a column of a table as a whole."""
    frame = files.table(name)
    frame[column] = change(frame[column])
    files.put(name, frame)


def _one(rng, files, name, column, change, **where):
    """Change one filled cell of a column."""
    frame = files.table(name)
    row = one(rng, column, **where)(frame)[0]
    frame.loc[row, column] = change(frame.loc[row, column])
    files.put(name, frame)


# The sheet as a whole.


@kind()
def a_row_of_units_under_the_header(rng, files):
    _lines(rng, files, lambda lines: [lines[0], ",".join(["(unit)"] * len(lines[0].split(","))), *lines[1:]])


@kind()
def a_row_of_totals_at_the_end(rng, files):
    word = rng.choice(["Total", "Mean", "n = 20", "Sum"])
    _lines(rng, files, lambda lines: [*lines, ",".join([word, *[""] * (lines[0].count(",") - 1), "12.3"])])


@kind()
def the_header_again_in_the_middle(rng, files):
    _lines(rng, files, lambda lines: [*lines[:9], lines[0], *lines[9:]])


@kind()
def blank_lines_and_columns_at_the_end(rng, files):
    _lines(rng, files, lambda lines: [*(f"{line},," for line in lines), "," * (lines[0].count(",") + 2), ""])


@kind()
def a_title_above_the_header(rng, files):
    _lines(rng, files, lambda lines: ["Table 1. Final data of the trial", "", *lines])


def _filtered(files, name, column, word):
    frame = files.table(name)
    files.put(name, frame[frame[column] != word])


@kind()
def subjects_or_outcomes_deleted_by_a_filter(rng, files):
    _filtered(files, *rng.choice([("adtte", "CNSR", "1"), ("nkflow", "PARAMCD", "PD1"), ("adsl", "SEX", "F")]))


@kind(unknowable="rows that are not there are as those that never were")
def events_or_responses_deleted_by_a_filter(rng, files):
    _filtered(files, *rng.choice([("adae", "AETOXGR", "1"), ("adrs", "PARAMCD", "BOR"), ("adex", "CYCLE", "2")]))


# One column alone.


@kind()
def times_sorted_alone(rng, files):
    _column(files, "adtte", "AVAL", lambda cells: sorted(cells, key=float))


@kind(unknowable="values in the wrong rows are plausible ones where nothing else tells of them")
def ages_sorted_alone(rng, files):
    _column(files, "adsl", "AGE", sorted)


@kind(unknowable="values in the wrong rows are plausible ones where nothing else tells of them")
def percents_pasted_a_row_down(rng, files):
    _column(files, "nkflow", "AVAL", lambda cells: cells.shift(fill_value=cells.iloc[-1]))


@kind()
def times_pasted_a_row_down(rng, files):
    _column(files, "adtte", "AVAL", lambda cells: cells.shift(fill_value=cells.iloc[-1]))


@kind()
def subjects_dragged_down_as_a_series(rng, files):
    name = rng.choice(["adrs", "nkflow", "samples"])
    _column(files, name, "USUBJID", lambda cells: [str(10001 + n) for n in range(len(cells))])


@kind()
def dates_as_numbers_of_excel(rng, files):
    name, column = rng.choice([("adtte", "ADT"), ("adsl", "TRTSDT"), ("adae", "ASTDT")])
    serial = lambda cell: str((pd.Timestamp(cell) - pd.Timestamp("1899-12-30")).days) if cell else ""  # noqa: E731
    _column(files, name, column, lambda cells: cells.map(serial))


@kind()
def years_of_two_digits(rng, files):
    name, column = rng.choice([("adtte", "ADT"), ("adsl", "TRTSDT"), ("adae", "ASTDT")])
    _column(files, name, column, lambda cells: cells.str[2:])


@kind()
def first_doses_a_year_late(rng, files):
    later = lambda cell: f"{int(cell[:4]) + 1}{cell[4:]}"  # noqa: E731
    _one(rng, files, "adsl", "TRTSDT", later)


@kind()
def years_of_birth_for_ages(rng, files):
    _column(files, "adsl", "AGE", lambda cells: [str(2020 - int(cell)) for cell in cells])


@kind()
def an_age_in_months(rng, files):
    _one(rng, files, "adsl", "AGE", lambda cell: str(int(cell) * 12))


@kind()
def sexes_in_many_words(rng, files):
    _one(rng, files, "adsl", "SEX", lambda cell: rng.choice(["male", "m", "Male", "1", "2", "w"]))


@kind()
def identifiers_with_hidden_signs(rng, files):
    name = rng.choice([name for name in TABLES if name != "adsl"])
    sign = rng.choice(["\u200b", "\u00a0", "\ufeff", "\u00ad"])
    _one(rng, files, name, "USUBJID", lambda cell: cell + sign)


@kind()
def identifiers_in_wide_digits(rng, files):
    name = rng.choice([name for name in TABLES if name != "adsl"])
    _one(rng, files, name, "USUBJID", lambda cell: "".join(chr(ord(sign) + 0xFEE0) for sign in cell))


@kind()
def identifiers_as_floats(rng, files):
    name = rng.choice([name for name in TABLES if name != "adsl"])
    _column(files, name, "USUBJID", lambda cells: cells + ".0")


# What two columns or tables say of the same thing.


@kind()
def a_unit_of_time_for_another(rng, files):
    _one(rng, files, "adtte", "AVALU", lambda cell: rng.choice(["DAYS", "WEEKS", "YEARS"]))


@kind()
def a_unit_of_time_in_other_words(rng, files):
    _column(files, "adtte", "AVALU", lambda cells: [rng.choice(["mo", "mths", "Monate", "month"])] * len(cells))


@kind()
def visits_of_a_subject_exchanged(rng, files):
    name, other = rng.choice(["samples", "nkflow"]), {"Baseline": "After cycle 2", "After cycle 2": "Baseline"}
    frame = files.table(name)
    subject = rng.choice(sorted(frame.loc[frame["AVISIT"] == "After cycle 2", "USUBJID"].unique()))
    mine = frame["USUBJID"] == subject
    frame.loc[mine, "AVISIT"] = frame.loc[mine, "AVISIT"].map(lambda word: other.get(word, word))
    files.put(name, frame)


@kind(unknowable="outcomes of two subjects exchanged are plausible where no day, dose or response speaks against them")
def a_subject_for_another_in_adtte(rng, files):
    frame = files.table("adtte")
    first, second = rng.sample(sorted(frame["USUBJID"].unique()), 2)
    frame["USUBJID"] = frame["USUBJID"].map(lambda word: {first: second, second: first}.get(word, word))
    files.put("adtte", frame)


@kind()
def a_second_best_response(rng, files):
    frame = files.table("adrs")
    row = frame[frame["PARAMCD"] == "BOR"].sample(1, random_state=rng.randrange(10**6))
    files.put("adrs", pd.concat([frame, row.assign(AVALC=rng.choice(["CR", "NE"]))]))


@kind(unknowable="one that some scan shows is told in the report, in its table of best responses that are not derived")
def a_best_response_better_than_any_scan(rng, files):
    _one(rng, files, "adrs", "AVALC", lambda cell: "CR" if cell != "CR" else "PD", PARAMCD="BOR")


@kind()
def diameters_in_centimetres(rng, files):
    frame = files.table("adrs")
    rows = frame.index[frame["PARAMCD"] == "SUMDIAM"]
    rows = rows if rng.random() < 0.5 else [rng.choice(list(rows))]
    frame.loc[rows, "AVAL"] = [f"{float(cell) / 10:g}" if cell else "" for cell in frame.loc[rows, "AVAL"]]
    files.put("adrs", frame)


@kind()
def a_grade_in_other_words(rng, files):
    _one(rng, files, "adae", "AETOXGR", lambda cell: rng.choice(["III", "3-4", "Grade 3", "severe", "0", "6"]))


@kind()
def flags_in_other_words(rng, files):
    name, column = rng.choice([("adae", "AESER"), ("adae", "TRTEMFL"), ("adae", "AREL"), ("adsl", "SAFFL")])
    words = {"Y": rng.choice(["yes", "1", "y", "TRUE"]), "N": rng.choice(["no", "0", "n", "FALSE"])}
    _column(files, name, column, lambda cells: cells.map(lambda cell: words.get(cell, cell)))


@kind()
def a_reason_of_censoring_for_cnsr(rng, files):
    _one(rng, files, "adtte", "CNSR", lambda cell: rng.choice(["yes", "lost", "-1", "0.5", "C", ""]))


@kind()
def an_outcome_twice_with_another_time(rng, files):
    frame = files.table("adtte")
    row = frame.sample(1, random_state=rng.randrange(10**6))
    files.put("adtte", pd.concat([frame, row.assign(AVAL=str(rng.randint(1, 40)))]))


@kind()
def the_unit_of_all_times_lost_and_misstated(rng, files):
    files.put("adtte", files.table("adtte").drop(columns="AVALU"))
    files.study("time_unit: months", f"time_unit: {rng.choice(['days', 'weeks', 'years'])}")


@kind()
def a_key_twice_in_study_yml(rng, files):
    line = rng.choice(["time_unit: days", "data_cutoff: 2023-01-31", "synthetic: false"])
    files.study("report_unit: months", f"report_unit: months\n{line}")


@kind()
def percents_over_a_hundred_or_rounded_to_none(rng, files):
    _one(rng, files, "nkflow", "AVAL", lambda cell: rng.choice(["141", "100.5", "-0.1", "14,1", "<1", "ca. 14"]))


@kind(SECOND)
def hours_in_days(rng, files):
    name = next(name for name in files.texts if name.startswith("plates/"))
    lines = files.texts[name].splitlines()
    files.write(name, "\n".join(line.replace(" 24 h,", " 1 h,") for line in lines) + "\n")


@kind(SECOND)
def hours_of_homing_in_days(rng, files):
    frame = files.table("homing")
    frame["HOURS"] = [f"{float(cell) / 24:g}" for cell in frame["HOURS"]]
    files.put("homing", frame)
