"""Rows, columns, subjects, visits, dates and study.yml corrupted."""

import pandas as pd

from tests.corruptions.campaign import kind, one

TABLES = ("adsl", "adtte", "adrs", "adae", "adex", "adcm", "samples", "nkflow")


@kind()
def a_row_twice(rng, files):
    name = rng.choice(TABLES)
    frame = files.table(name)
    files.put(name, pd.concat([frame, frame.iloc[[rng.randrange(len(frame))]]]))


@kind()
def a_table_twice(rng, files):
    name = rng.choice(TABLES)
    frame = files.table(name)
    files.put(name, pd.concat([frame, frame]))


@kind()
def a_table_cut_at_70_percent(rng, files):
    name = rng.choice([name for name in TABLES if name != "adcm"])
    frame = files.table(name)
    files.put(name, frame.iloc[: int(len(frame) * 0.7)])


@kind()
def rows_in_another_order(rng, files):
    name = rng.choice(TABLES)
    files.put(name, files.table(name).sample(frac=1, random_state=rng.randrange(10**6)))


@kind()
def columns_in_another_order(rng, files):
    name = rng.choice(TABLES)
    frame = files.table(name)
    files.put(name, frame[rng.sample(list(frame), len(frame.columns))])


@kind()
def a_column_without_its_name(rng, files):
    name = rng.choice(TABLES)
    frame = files.table(name)
    column = rng.choice([one for one in frame if one not in ("STUDYID", "PARAM")])
    files.put(name, frame.rename(columns={column: ""}))


@kind()
def a_needed_column_lost(rng, files):
    name, column = rng.choice(
        [
            ("adtte", "AVAL"),
            ("adtte", "CNSR"),
            ("adsl", "USUBJID"),
            ("adae", "AEDECOD"),
            ("samples", "SAMPLEID"),
            ("nkflow", "PARAMCD"),
            ("adex", "EXTRT"),
        ]
    )
    files.put(name, files.table(name).drop(columns=column))


@kind()
def a_line_with_a_value_too_many(rng, files):
    name = rng.choice(TABLES)
    lines = files.texts[f"{name}.csv"].splitlines()
    lines[rng.randrange(1, len(lines))] += ",x"
    files.write(f"{name}.csv", "\n".join(lines) + "\n")


@kind()
def a_line_cut_off(rng, files):
    name = rng.choice(TABLES)
    lines = files.texts[f"{name}.csv"].splitlines()
    place = rng.randrange(1, len(lines))
    lines[place] = ",".join(lines[place].split(",")[:3])
    files.write(f"{name}.csv", "\n".join(lines) + "\n")


@kind()
def other_delimiters_and_ends_of_lines(rng, files):
    name = rng.choice(TABLES)
    text = files.table(name).to_csv(index=False, sep=rng.choice([";", "\t"]), lineterminator="\r\n")
    files.write(f"{name}.csv", text)


@kind()
def a_subject_misspelt(rng, files):
    name = rng.choice([name for name in TABLES if name != "adsl"])
    files.edit(
        name,
        lambda frame, rows: frame.loc.__setitem__(
            ([rng.choice(list(rows))], "USUBJID"), rng.choice(["1001", "10O01", "99999", "10001x"])
        ),
    )


@kind()
def a_subject_with_lost_zeros_or_blanks(rng, files):
    name = rng.choice([name for name in TABLES if name != "adsl"])
    files.edit(name, lambda frame, rows: frame.__setitem__("USUBJID", "0" + frame["USUBJID"]))


@kind()
def a_visit_in_another_case(rng, files):
    name = rng.choice(["adrs", "samples", "nkflow"])
    frame = files.table(name)
    row = one(rng, "AVISIT")(frame)[0]
    frame.loc[row, "AVISIT"] = rng.choice([str.upper, str.lower])(frame.loc[row, "AVISIT"])
    files.put(name, frame)


@kind()
def a_visit_misspelt(rng, files):
    name = rng.choice(["adrs", "samples", "nkflow"])
    frame = files.table(name)
    row = one(rng, "AVISIT")(frame)[0]
    word = frame.loc[row, "AVISIT"]
    frame.loc[row, "AVISIT"] = rng.choice(
        [word[:-1], word.replace("e", "", 1), f"{word}.", word.replace(" ", "  ", 1) + "x"]
    )
    files.put(name, frame)


@kind()
def dates_of_columns_exchanged(rng, files):
    name, first, last = rng.choice(
        [("adsl", "TRTSDT", "TRTEDT"), ("adtte", "STARTDT", "ADT"), ("adae", "ASTDT", "AENDT")]
    )
    frame = files.table(name)
    rows = frame.index[(frame[first] != "") & (frame[last] != "") & (frame[first] != frame[last])]
    row = [rng.choice(list(rows))]
    frame.loc[row, [first, last]] = frame.loc[row, [last, first]].to_numpy()
    files.put(name, frame)


@kind()
def a_date_in_another_order(rng, files):
    name, column = rng.choice([("adsl", "TRTSDT"), ("adtte", "ADT"), ("adae", "ASTDT")])
    frame = files.table(name)
    row = one(rng, column)(frame)[0]
    year, month, day = frame.loc[row, column].split("-")
    frame.loc[row, column] = rng.choice([f"{day}.{month}.{year}", f"{month}/{day}/{year}", f"{year}{month}{day}"])
    files.put(name, frame)


@kind()
def a_date_after_the_cutoff(rng, files):
    name, column = rng.choice([("adtte", "ADT"), ("adae", "ASTDT"), ("adex", "ASTDT")])
    files.edit(name, lambda frame, rows: frame.loc.__setitem__((one(rng, column)(frame), column), "2034-01-01"))


@kind()
def a_year_off(rng, files):
    frame = files.table("adtte")
    row = one(rng, "ADT")(frame)[0]
    frame.loc[row, "ADT"] = f"{int(frame.loc[row, 'ADT'][:4]) - 1}{frame.loc[row, 'ADT'][4:]}"
    files.put("adtte", frame)


@kind()
def a_key_misspelt(rng, files):
    changes = [
        ("groupings:", "groupngs:"),
        ("data_cutoff:", "data_cutof:"),
        ("horizons:", "horizon:"),
        ("known_day: 0", "known_dy: 0"),
        ("reference: M", "refrence: M"),
        ("levels: [M, F]", "level: [M, F]"),
    ]
    files.study(*rng.choice(changes))


@kind()
def a_name_misspelt(rng, files):
    changes = [
        ("column: AGE", "column: AEG"),
        ("table: adsl, column: SEX", "table: adls, column: SEX"),
        ("endpoint: PFS", "endpoint: PSF"),
        ("levels: [M, F]", "levels: [M, W]"),
        ("  adae: adae.csv", "  adea: adae.csv"),
        ("samples: samples.csv", "samples: sample.csv"),
        ("reference: LUAD", "reference: LUDA"),
    ]
    files.study(*rng.choice(changes))


@kind()
def a_value_of_another_type(rng, files):
    changes = [
        ("synthetic: true", "synthetic: maybe"),
        ("data_cutoff: 2024-01-31", "data_cutoff: 31.01.2024"),
        ("report_unit: months", "report_unit: moons"),
        ("cut: [65]", "cut: sixty"),
        ("known_day: 43", "known_day: soon"),
        ("{OS: 24, PFS: 12}", "{OS: -3}"),
        ("time_unit: months", "time_unit: month"),
    ]
    files.study(*rng.choice(changes))


@kind()
def a_cutoff_before_the_data(rng, files):
    files.study("data_cutoff: 2024-01-31", f"data_cutoff: 20{rng.randint(22, 23)}-01-31")


@kind()
def a_known_day_before_the_sample(rng, files):
    place = rng.choice(["ctdna_change", "nk_pdl1_change", "nk_pd1_change"])
    before, after = files.texts["study.yml"].split(f"  {place}:", 1)
    files.write(
        "study.yml", before + f"  {place}:" + after.replace("known_day: 43", f"known_day: {rng.randint(0, 30)}", 1)
    )


@kind(unknowable="another cut point is another question")
def another_cut_point(rng, files):
    files.study("cut: [65]", f"cut: [{rng.randint(55, 70)}]")


@kind(unknowable="which level is the reference is a choice")
def another_reference(rng, files):
    files.study("reference: M", "reference: F")
