"""Corruptions of the shipped SYNTHETIC studies, each of a named kind: is every one told, or without effect?

python -m tests.corruptions --each 10 --seed 1 prints a table of outcomes for each kind: `error` (a StudyError that
names file and value), `note` (a note that an undisturbed study does not have), `equal` (every typed row of every table,
every variant and every droplet sample is as it was), `silent` (another number and no word) and `traceback`. Kinds in
UNKNOWABLE are changes that no check can know, each with the reason; a silent change of any other kind is a failure.
"""

import argparse
import io
import random
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from analysis.estimates import ctdna
from analysis.study import cohort
from analysis.study.droplets import of_study as droplets
from analysis.study.problems import StudyError

DATA = Path(__file__).parents[1] / "data"
FIRST, SECOND = "nct03958097", "nct05334329"
LEFT_OUT = {"cells", "published", "homing", "killing", "ligands"}
UNREAD = {"STUDYID", "PARAM"}  # columns that no number comes from
KINDS, UNKNOWABLE = {}, {}


def kind(study=FIRST, unknowable=""):
    """A corruption of a study: a function of a random source and of the files that changes them."""

    def named(function):
        name = function.__name__.replace("_", " ")
        KINDS[name] = (study, function)
        if unknowable:
            UNKNOWABLE[name] = unknowable
        return function

    return named


class Files:
    """The files of a study as text, and as tables of text; what is changed is written before a trial."""

    def __init__(self, texts):
        self.texts, self.changed = dict(texts), {}

    def table(self, name):
        """The cells of a CSV file as text."""
        text = io.StringIO(self.texts[f"{name}.csv"])
        return pd.read_csv(text, dtype=str, keep_default_na=False)

    def put(self, name, frame):
        """Write a table."""
        self.write(f"{name}.csv", frame.to_csv(index=False))

    def write(self, file, text):
        """Write a file."""
        self.changed[file] = text

    def edit(self, name, change, rows=None):
        """Change rows of a table, a function of the frame and the row numbers (default: all)."""
        frame = self.table(name)
        change(frame, frame.index if rows is None else rows(frame))
        self.put(name, frame)

    def study(self, old, new):
        """Replace a text of study.yml, which must be there."""
        assert old in self.texts["study.yml"], old
        self.write("study.yml", self.texts["study.yml"].replace(old, new, 1))


class Base:
    """A copy of a study in a folder, and what an undisturbed reading of it gives."""

    def __init__(self, place, name):
        self.folder = place / name
        shutil.copytree(DATA / name, self.folder, ignore=lambda _, names: set(names) & {"cells", "synthetic_rows"})
        text = (self.folder / "study.yml").read_text()
        lines = [line for line in text.splitlines() if not any(line.startswith(f"  {one}:") for one in LEFT_OUT)]
        text = "\n".join(line for line in lines if "table: cells" not in line and not line.startswith("manuscript"))
        (self.folder / "study.yml").write_text(text + "\n")
        self.texts = {
            str(path.relative_to(self.folder)): path.read_text()
            for path in self.folder.rglob("*")
            if path.suffix in (".csv", ".maf", ".yml")
        }
        self.rows, self.notes = read(self.folder)

    @contextmanager
    def changed(self, files):
        """The folder with changed files, for as long as a trial lasts."""
        try:
            for name, text in files.changed.items():
                (self.folder / name).write_text(text)
            yield
        finally:
            for name in files.changed:
                if name in self.texts:
                    (self.folder / name).write_text(self.texts[name])
                else:
                    (self.folder / name).unlink()


def read(folder):
    """Every typed row that numbers come from, {table: sorted rows}, and every note."""
    study = cohort.read(folder)
    frames = {name: study.table(name) for name in study.frames}
    notes = list(study.notes)
    if study.has("variants"):
        draws = ctdna.draws(study)
        frames["variants"] = draws.found.merge(
            draws.keyed[["SAMPLEID", "gene", "USUBJID", "AVISIT"]], "left", ["SAMPLEID", "gene"]
        )
        notes += [*draws.found.attrs["notes"]]
    if study.has("ddpcr"):
        frames["ddpcr"] = droplets.table(study)
        notes += list(map(str, droplets.left_out(study).itertuples(index=False)))
    rows = {name: _rows(frame) for name, frame in frames.items()}
    said = study.declaration
    rows["study.yml"] = [str((said.groupings, said.populations, said.data_cutoff, said.response, said.horizons))]
    rows["times"] = sorted(str(row) for name in study.endpoints for row in study.endpoint(name).itertuples())
    return rows, notes


def _rows(frame):
    kept = frame[sorted(set(frame.columns) - UNREAD)]
    return sorted(map(str, kept.itertuples(index=False, name=None)))


def outcome(base, files):
    """What becomes of a corruption, and the first words said of it."""
    with base.changed(files):
        try:
            rows, notes = read(base.folder)
        except StudyError as error:
            clear = not error.problems or any(problem.file and problem.expected for problem in error.problems)
            return "error" if clear else "unclear", str(error).splitlines()[-1]
        except Exception as error:  # what no user can read is what is looked for
            return "traceback", repr(error)
    if rows == base.rows:
        return "equal", ""
    new = [note for note in notes if note not in base.notes]
    return ("note", new[0]) if new else ("silent", next(name for name in rows if rows[name] != base.rows.get(name)))


def trial(bases, name, number, seed):
    """The outcome of one corruption of a kind; the same number and seed give the same one."""
    study, corrupt = KINDS[name]
    files = Files(bases[study].texts)
    corrupt(random.Random(f"{seed} {name} {number}"), files)
    return outcome(bases[study], files)


def bases(place):
    """Both studies, copied into a folder."""
    return {name: Base(Path(place), name) for name in (FIRST, SECOND)}


def campaign(place, *, each, seed, names=None, show=None):
    """The outcomes of `each` corruptions of every kind, {kind: Counter}, and what was silent or a traceback."""
    there, counts, bad = bases(place), {}, []
    for name in names or KINDS:
        counts[name] = Counter()
        for number in range(each):
            what, words = trial(there, name, number, seed)
            counts[name][what] += 1
            if what in ("unclear", "traceback") or (what == "silent" and name not in UNKNOWABLE):
                bad.append(f"{name} {number}: {what}: {words}")
        if show:
            show(name, counts[name])
    return counts, bad


# ---- Cells of any table ------------------------------------------------------------------------------------------

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
    """Change one filled cell of a number column of some table."""
    name = rng.choice(list(CELLS))
    column = rng.choice(CELLS[name])
    frame = files.table(name)
    row = rng.choice(list(frame.index[frame[column] != ""]))
    frame.loc[row, column] = change(frame.loc[row, column])
    files.put(name, frame)


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


# ---- Units -------------------------------------------------------------------------------------------------------


def _scaled(files, name, column, factor, rows=None):
    """Multiply the numbers of a column, in some rows."""
    frame = files.table(name)
    chosen = frame.index[frame[column] != ""] if rows is None else rows(frame)
    frame.loc[chosen, column] = [f"{float(cell) * factor:.10g}" for cell in frame.loc[chosen, column]]
    files.put(name, frame)


def _one(rng, column, **where):
    """One row, filled in a column, at random."""

    def rows(frame):
        kept = frame[frame[column] != ""]
        for name, value in where.items():
            kept = kept[kept[name] == value]
        return [rng.choice(list(kept.index))]

    return rows


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
    _scaled(files, "samples", "CFDNA", rng.choice([1000, 0.001]), _one(rng, "CFDNA"))


@kind()
def a_thousandfold_in_all_draws(rng, files):
    _scaled(files, "samples", "CFDNA", rng.choice([1000, 0.001]))


@kind()
def a_thousandfold_dose(rng, files):
    _scaled(files, "adex", "EXDOSE", rng.choice([1000, 0.001]), _one(rng, "EXDOSE"))


@kind()
def a_time_in_days_for_months(rng, files):
    _scaled(files, "adtte", "AVAL", 30.4375, _one(rng, "AVAL"))


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
    files.edit(name, lambda frame, rows: frame.loc.__setitem__((_one(rng, DATED[name])(frame), DATED[name]), "0"))


@kind()
def a_study_day_against_its_date(rng, files):
    name = rng.choice(["adrs", "adae", "adex", "adcm"])
    _scaled(files, name, DATED[name], rng.choice([3, 7, 10]), lambda frame: _late(rng, frame, DATED[name]))


def _late(rng, frame, column):
    later = frame.index[pd.to_numeric(frame[column], errors="coerce") > 10]
    return [rng.choice(list(later))]


# ---- Outcomes ----------------------------------------------------------------------------------------------------


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
        lambda frame, rows: frame.loc.__setitem__((_one(rng, "AVAL", PARAMCD="OS", CNSR="0")(frame), "CNSR"), "1"),
    )


@kind()
def os_censored_and_its_description_too(rng, files):
    frame = files.table("adtte")
    subject = frame.loc[_one(rng, "AVAL", PARAMCD="OS", CNSR="0")(frame)[0], "USUBJID"]
    own = {name: frame.index[(frame["USUBJID"] == subject) & (frame["PARAMCD"] == name)] for name in ("OS", "PFS")}
    frame.loc[own["PFS"], ["CNSR", "EVNTDESC"]] = ["0", "Death"]
    frame.loc[own["OS"], ["CNSR", "EVNTDESC"]] = ["1", "Alive"]
    files.put("adtte", frame)


@kind()
def an_event_where_evntdesc_says_censored(rng, files):
    files.edit("adtte", lambda frame, rows: frame.loc.__setitem__((_one(rng, "AVAL", CNSR="1")(frame), "CNSR"), "0"))


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
    files.edit("adrs", lambda frame, rows: frame.loc.__setitem__((_one(rng, "AVALC")(frame), "AVALC"), word))


@kind()
def a_response_in_another_spelling(rng, files):
    frame = files.table("adrs")
    row = _one(rng, "AVALC")(frame)[0]
    words = {
        "CR": "complete response",
        "PR": "pr",
        "SD": "Stable Disease",
        "PD": "progressive disease",
        "NE": "not evaluable",
    }
    frame.loc[row, "AVALC"] = words.get(frame.loc[row, "AVALC"], frame.loc[row, "AVALC"].lower())
    files.put("adrs", frame)


# ---- Rows and tables ---------------------------------------------------------------------------------------------

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
    column = rng.choice([one for one in frame if one not in UNREAD])
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
    files.write(f"{name}.csv", files.texts[f"{name}.csv"].replace(",", rng.choice([";", "\t"])).replace("\n", "\r\n"))


# ---- Subjects, visits and dates ----------------------------------------------------------------------------------


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
    row = _one(rng, "AVISIT")(frame)[0]
    frame.loc[row, "AVISIT"] = rng.choice([str.upper, str.lower])(frame.loc[row, "AVISIT"])
    files.put(name, frame)


@kind()
def a_visit_misspelt(rng, files):
    name = rng.choice(["adrs", "samples", "nkflow"])
    frame = files.table(name)
    row = _one(rng, "AVISIT")(frame)[0]
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
    row = _one(rng, column)(frame)[0]
    year, month, day = frame.loc[row, column].split("-")
    frame.loc[row, column] = rng.choice([f"{day}.{month}.{year}", f"{month}/{day}/{year}", f"{year}{month}{day}"])
    files.put(name, frame)


@kind()
def a_date_after_the_cutoff(rng, files):
    name, column = rng.choice([("adtte", "ADT"), ("adae", "ASTDT"), ("adex", "ASTDT")])
    files.edit(name, lambda frame, rows: frame.loc.__setitem__((_one(rng, column)(frame), column), "2034-01-01"))


@kind()
def a_year_off(rng, files):
    frame = files.table("adtte")
    row = _one(rng, "ADT")(frame)[0]
    frame.loc[row, "ADT"] = f"{int(frame.loc[row, 'ADT'][:4]) - 1}{frame.loc[row, 'ADT'][4:]}"
    files.put("adtte", frame)


# ---- study.yml ---------------------------------------------------------------------------------------------------


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


# ---- Instruments -------------------------------------------------------------------------------------------------


def _maf(rng, files, change):
    lines = files.texts["variants.maf"].splitlines()
    names = lines[2].split("\t")
    row = rng.randrange(3, len(lines))
    cells = dict(zip(names, lines[row].split("\t"), strict=True))
    change(cells)
    lines[row] = "\t".join(cells.values())
    files.write("variants.maf", "\n".join(lines) + "\n")


@kind()
def a_consequence_misspelt(rng, files):
    _maf(
        rng,
        files,
        lambda cells: cells.update(
            Variant_Classification=rng.choice(["Missence_Mutation", "coding", "Splice", "frameshft"])
        ),
    )


@kind()
def a_status_misspelt(rng, files):
    _maf(
        rng, files, lambda cells: cells.update(Mutation_Status=rng.choice(["Somatik", "Tumour?", "gremline", "unsure"]))
    )


@kind()
def more_reads_than_depth(rng, files):
    _maf(rng, files, lambda cells: cells.update(t_alt_count=str(int(cells["t_depth"]) + rng.randint(1, 999))))


@kind()
def reads_that_do_not_add_up(rng, files):
    _maf(rng, files, lambda cells: cells.update(t_ref_count=str(int(cells["t_ref_count"]) * 10 + 7)))


@kind()
def a_sample_that_is_no_draw(rng, files):
    _maf(
        rng, files, lambda cells: cells.update(Tumor_Sample_Barcode=rng.choice(["SYN-10001-C99", "SYN-1001-C00", "x"]))
    )


@kind()
def a_gene_that_became_a_date(rng, files):
    _maf(rng, files, lambda cells: cells.update(Hugo_Symbol=rng.choice(["1-Sep", "Mar-01", "2024-09-01"])))


@kind()
def a_variant_twice(rng, files):
    lines = files.texts["variants.maf"].splitlines()
    files.write("variants.maf", "\n".join([*lines, rng.choice(lines[3:])]) + "\n")


def _plate(rng, files):
    name = rng.choice([name for name in files.texts if name.startswith("plates/")])
    return name, files.texts[name].splitlines()


@kind(SECOND)
def a_target_misspelt_in_a_well(rng, files):
    name, lines = _plate(rng, files)
    row = rng.choice([n for n, line in enumerate(lines) if ",sIL15," in line])
    lines[row] = lines[row].replace(",sIL15,", rng.choice([",sIL-15,", ",SIL15,", ",sIL5,"]))
    files.write(name, "\n".join(lines) + "\n")


@kind(SECOND)
def a_reference_gene_misspelt_in_a_well(rng, files):
    name, lines = _plate(rng, files)
    row = rng.choice([n for n, line in enumerate(lines) if ",RPP30," in line])
    lines[row] = lines[row].replace(",RPP30,", rng.choice([",RPP-30,", ",rpp30,", ",RPP3O,"]))
    files.write(name, "\n".join(lines) + "\n")


@kind(SECOND)
def a_target_or_reference_misspelt_in_study_yml(rng, files):
    files.study(*rng.choice([("reference: RPP30", "reference: RPP3O"), ("{sIL15: sIL15}", "{sIL15: sIL51}")]))


@kind(SECOND)
def a_plate_twice(rng, files):
    name, lines = _plate(rng, files)
    files.write(name.replace(".csv", " copy.csv"), "\n".join(lines) + "\n")


@kind(SECOND)
def a_well_twice_in_a_plate(rng, files):
    name, lines = _plate(rng, files)
    well = rng.choice(lines[1:]).split(",")[0]
    files.write(name, "\n".join([*lines, *(line for line in lines if line.startswith(f"{well},"))]) + "\n")


@kind(SECOND)
def positives_above_accepted(rng, files):
    name, lines = _plate(rng, files)
    row = rng.randrange(1, len(lines))
    cells = lines[row].split(",")
    cells[-2] = str(int(cells[-3]) + 5)
    lines[row] = ",".join(cells)
    files.write(name, "\n".join(lines) + "\n")


@kind(SECOND)
def a_plate_of_a_subject_who_is_not_there(rng, files):
    name, lines = _plate(rng, files)
    files.write(name, "\n".join(line.replace("SYN-0", "SYN-9") for line in lines) + "\n")


def main(words):
    """Run the campaign and print its table; 1 where a corruption that a check can know was silent."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", type=int, default=10, help="corruptions of each kind")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", default="", help="kinds whose name has these words")
    options = parser.parse_args(words)
    columns = ("error", "note", "equal", "silent", "unclear", "traceback")
    print("  ".join([f"{'kind':48}", *columns]))
    names = [name for name in KINDS if options.only in name]
    with tempfile.TemporaryDirectory() as place:
        counts, bad = campaign(
            place,
            each=options.each,
            seed=options.seed,
            names=names,
            show=lambda name, found: print(f"{name:48}", *(f"{found[c]:>{len(c) + 1}}" for c in columns), flush=True),
        )
    total = sum(counts.values(), Counter())
    print(f"{sum(total.values())} corruptions: {', '.join(f'{total[c]} {c}' for c in columns)}")
    for name, why in UNKNOWABLE.items():
        print(f"silent and unknowable: {name} ({counts.get(name, {}).get('silent', 0)}): {why}")
    print("\n".join(bad))
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
