"""Cells, units, days and outcomes: values of tables corrupted."""

import pandas as pd

from tests.corruptions.campaign import cell, kind, one

CELLS = {
    "adsl": ("AGE", "TMB", "ECOG"),
    "adtte": ("AVAL", "CNSR"),
    "adrs": ("AVAL", "ADY"),
    "adae": ("AETOXGR", "ASTDY"),
    "adex": ("EXDOSE", "ASTDY"),
    "adcm": ("LINE", "ASTDY"),
    "samples": ("CFDNA", "ADY"),
    "nkflow": ("AVAL", "ADY"),
}
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def _cell(rng, files, change):
    cell(rng, files, change, CELLS)


@kind()
def arabic_indic_digits(rng, files):
    _cell(rng, files, lambda cell: cell.translate(ARABIC))


@kind()
def a_number_as_words(rng, files):
    _cell(
        rng,
        files,
        lambda cell: rng.choice(["1e308", "inf", "-inf", "Infinity", "1e999", "0x1F", "1_000", "#VALUE!", "#REF!"]),
    )


@kind()
def a_unit_behind_a_number(rng, files):
    _cell(rng, files, lambda cell: cell + rng.choice([" d", " mo", "%", " ng", "*", "?"]))


@kind()
def letters_for_digits(rng, files):
    _cell(rng, files, lambda cell: "O" + cell[1:] if len(cell) > 1 else "l")


@kind()
def two_decimal_marks(rng, files):
    _cell(rng, files, lambda cell: f"{cell}.{rng.randint(0, 9)}.{rng.randint(0, 9)}")


@kind()
def a_negative_time_or_amount(rng, files):
    name, column = rng.choice(
        [("adtte", "AVAL"), ("samples", "CFDNA"), ("nkflow", "AVAL"), ("adex", "EXDOSE"), ("adsl", "AGE")]
    )
    files.edit(
        name,
        lambda frame, rows: frame.__setitem__(column, frame[column].where(frame.index != rng.choice(list(rows)), "-5")),
    )


@kind()
def blanks_around_a_value(rng, files):
    _cell(rng, files, lambda cell: f" {cell}\t")


@kind()
def the_text_nan(rng, files):
    _cell(rng, files, lambda cell: rng.choice(["NaN", "NA", "N/A", "."]))


@kind(unknowable="one plausible number for another")
def a_digit_changed(rng, files):
    name = rng.choice(["adsl", "samples", "nkflow"])
    column = {"adsl": "AGE", "samples": "CFDNA", "nkflow": "AVAL"}[name]
    frame = files.table(name)
    row = rng.choice(list(frame.index))
    frame.loc[row, column] = str(rng.randint(30, 80))
    files.put(name, frame)


def _scaled(files, name, column, factor, rows=None):
    """Multiply the numbers of a column, in some rows."""
    frame = files.table(name)
    chosen = frame.index[frame[column] != ""] if rows is None else rows(frame)
    frame.loc[chosen, column] = [f"{float(cell) * factor:.10g}" for cell in frame.loc[chosen, column]]
    files.put(name, frame)


@kind()
def percent_as_fraction(rng, files):
    _scaled(files, "nkflow", "AVAL", 0.01)


@kind()
def percent_as_fraction_in_one_marker(rng, files):
    marker = rng.choice(["PD1", "PDL1"])
    _scaled(files, "nkflow", "AVAL", 0.01, lambda frame: frame.index[frame["PARAMCD"] == marker])


@kind()
def percent_as_fraction_in_one_visit(rng, files):
    visit = rng.choice(["Baseline", "After cycle 2"])
    _scaled(files, "nkflow", "AVAL", 0.01, lambda frame: frame.index[frame["AVISIT"] == visit])


@kind()
def a_thousandfold_draw(rng, files):
    _scaled(files, "samples", "CFDNA", rng.choice([1000, 0.001]), one(rng, "CFDNA"))


@kind()
def a_thousandfold_in_all_draws(rng, files):
    _scaled(files, "samples", "CFDNA", rng.choice([1000, 0.001]))


@kind()
def a_thousandfold_dose(rng, files):
    _scaled(files, "adex", "EXDOSE", rng.choice([1000, 0.001]), one(rng, "EXDOSE"))


@kind()
def a_time_in_days_for_months(rng, files):
    _scaled(files, "adtte", "AVAL", 30.4375, one(rng, "AVAL"))


@kind()
def all_times_in_days_for_months(rng, files):
    _scaled(files, "adtte", "AVAL", 30.4375)


DATED = {"adrs": "ADY", "adae": "ASTDY", "adex": "ASTDY", "adcm": "ASTDY", "samples": "ADY", "nkflow": "ADY"}


def _days(files, name, change):
    column = DATED[name]
    frame = files.table(name)
    frame[column] = [str(change(int(cell))) if cell else "" for cell in frame[column]]
    files.put(name, frame)


@kind()
def study_days_in_weeks(rng, files):
    _days(files, rng.choice(list(DATED)), lambda day: (day - 1) // 7 + 1)


@kind()
def study_days_ten_times_too_large(rng, files):
    _days(files, rng.choice(list(DATED)), lambda day: day * 10)


@kind()
def study_day_zero(rng, files):
    name = rng.choice(list(DATED))
    files.edit(name, lambda frame, rows: frame.loc.__setitem__((one(rng, DATED[name])(frame), DATED[name]), "0"))


@kind()
def a_study_day_against_its_date(rng, files):
    name = rng.choice(["adrs", "adae", "adex", "adcm"])
    _scaled(files, name, DATED[name], rng.choice([3, 7, 10]), lambda frame: _late(rng, frame, DATED[name]))


def _late(rng, frame, column):
    later = frame.index[pd.to_numeric(frame[column], errors="coerce") > 10]
    return [rng.choice(list(later))]


@kind()
def os_and_pfs_exchanged(rng, files):
    frame = files.table("adtte")
    frame["PARAMCD"] = frame["PARAMCD"].replace({"OS": "PFS", "PFS": "OS"})
    files.put("adtte", frame)


@kind()
def os_and_pfs_exchanged_in_one_subject(rng, files):
    frame = files.table("adtte")
    wide = frame.pivot(index="USUBJID", columns="PARAMCD", values="AVAL").astype(float)
    subject = rng.choice(list(wide.index[wide["OS"] > wide["PFS"] * 1.1]))
    rows = frame["USUBJID"] == subject
    frame.loc[rows, "PARAMCD"] = frame.loc[rows, "PARAMCD"].replace({"OS": "PFS", "PFS": "OS"})
    files.put("adtte", frame)


@kind()
def os_censored_where_evntdesc_says_death(rng, files):
    files.edit(
        "adtte",
        lambda frame, rows: frame.loc.__setitem__((one(rng, "AVAL", PARAMCD="OS", CNSR="0")(frame), "CNSR"), "1"),
    )


@kind()
def os_censored_and_its_description_too(rng, files):
    frame = files.table("adtte")
    subject = frame.loc[one(rng, "AVAL", PARAMCD="OS", CNSR="0")(frame)[0], "USUBJID"]
    own = {name: frame.index[(frame["USUBJID"] == subject) & (frame["PARAMCD"] == name)] for name in ("OS", "PFS")}
    frame.loc[own["PFS"], ["CNSR", "EVNTDESC"]] = ["0", "Death"]
    frame.loc[own["OS"], ["CNSR", "EVNTDESC"]] = ["1", "Alive"]
    files.put("adtte", frame)


@kind()
def an_event_where_evntdesc_says_censored(rng, files):
    files.edit("adtte", lambda frame, rows: frame.loc.__setitem__((one(rng, "AVAL", CNSR="1")(frame), "CNSR"), "0"))


@kind()
def cnsr_the_other_way_round(rng, files):
    files.edit("adtte", lambda frame, rows: frame.__setitem__("CNSR", frame["CNSR"].map({"0": "1", "1": "0"})))


@kind()
def dor_of_a_non_responder(rng, files):
    frame, best = files.table("adtte"), files.table("adrs")
    others = best[(best["PARAMCD"] == "BOR") & best["AVALC"].isin(["SD", "PD"])]["USUBJID"]
    row = (
        frame[frame["PARAMCD"] == "DOR"]
        .iloc[[0]]
        .assign(USUBJID=rng.choice(list(others)), AVAL="1.0", ADT="", STARTDT="")
    )
    files.put("adtte", pd.concat([frame, row]))


@kind()
def a_response_in_unknown_words(rng, files):
    word = rng.choice(["PRR", "responder", "stabil", "P", "PDD", "部分缓解?"])
    files.edit("adrs", lambda frame, rows: frame.loc.__setitem__((one(rng, "AVALC")(frame), "AVALC"), word))


@kind()
def a_response_in_another_spelling(rng, files):
    frame = files.table("adrs")
    row = one(rng, "AVALC")(frame)[0]
    words = {
        "CR": "complete response",
        "PR": "pr",
        "SD": "Stable Disease",
        "PD": "progressive disease",
        "NE": "not evaluable",
    }
    frame.loc[row, "AVALC"] = words.get(frame.loc[row, "AVALC"], frame.loc[row, "AVALC"].lower())
    files.put("adrs", frame)
