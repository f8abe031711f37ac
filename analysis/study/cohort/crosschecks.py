"""What must hold between the tables of a study and its study.yml; each check gives its problems."""

import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.study.cohort import arms, beside, causes, censoring, covariates, entry, sources
from analysis.study.cohort.derived import RESPONSE_PARAMETERS
from analysis.study.cohort.named import problems as named
from analysis.study.cohort.standing import levels, matching, of_subjects, standing_for
from analysis.study.cohort.standing import words as words_of
from analysis.study.declaration import MADE, SECTIONS, Declaration
from analysis.study.problems import Problem, near
from analysis.study.tables import SCHEMAS, words
from analysis.vocabulary import ARM, EVERYONE

FILE = "study.yml"
# Dates on which something began or happened: none can lie after the data cutoff.
DATES = ("RFICDT", "TRTSDT", "STARTDT", "ADT", "ASTDT")
PAIRS = (("TRTSDT", "TRTEDT"), ("STARTDT", "ADT"), ("ASTDT", "AENDT"), ("ASTDY", "AENDY"))
DAYS = {"ADT": "ADY", "ASTDT": "ASTDY"}
WHOLE_TWICE = 4  # rows: two equal events of one subject are no table twice


class Read(NamedTuple):
    """What was read of a study: its folder, declaration, typed frames with USUBJID, and RawTables."""

    folder: Path
    declaration: Declaration
    frames: dict
    raws: dict

    @property
    def problems(self):
        """The problems of every check, as far as the columns there allow to look."""
        checks = (sources.problems, _sections, _made, _named, _populations, _groupings, _numbers, covariates.problems,
                  _order, _responses, entry.problems, beside.problems, causes.problems, censoring.problems,
                  arms.problems, _visits, _time_units, _subjects, _twice, _after_cutoff)  # fmt: skip
        return [problem for check in checks for problem in check(self)]

    def rows(self):
        """Name, frame and RawTable of each table."""
        return [(name, frame, self.raws[name]) for name, frame in self.frames.items()]


def _subjects(read):
    """Subjects who are not in adsl, at their first row."""
    if "adsl" not in read.frames:
        return
    known = set(read.frames["adsl"]["USUBJID"].dropna())
    bare = {_bare(word): word for word in known}
    for _, frame, raw in read.rows():
        strange = frame["USUBJID"].notna() & ~frame["USUBJID"].isin(known)
        for word, rows in frame["USUBJID"][strange].groupby(frame["USUBJID"], sort=False):
            alike = bare.get(_bare(word))
            hint = f' (did you mean "{alike}"?)' if alike else ""
            more = f", in {len(rows)} rows" if len(rows) > 1 else ""
            yield raw.problem(rows.index[0], "USUBJID", f"a USUBJID of adsl{hint}{more}")


def _bare(word):
    """An identifier as it may be meant: no signs, leading zeros, wide digits or `.0` of a spreadsheet."""
    plain = unicodedata.normalize("NFKC", word).strip().removesuffix(".0")
    return re.sub(r"[\W_]", "", plain).lstrip("0").casefold()


def _twice(read):
    """Tables without a key of which every row stands there again: a file appended to itself."""
    for name, _, raw in read.rows():
        keyed = SCHEMAS[name].metadata["key"] and not SCHEMAS[name].metadata["only"]
        if not keyed and len(raw.cells) >= WHOLE_TWICE and raw.cells.duplicated(keep=False).all():
            expected = f"each row once; every one of the {len(raw.cells)} rows of {name} stands there again"
            yield raw.problem(raw.cells.duplicated().idxmax(), "USUBJID", expected)


def _after_cutoff(read):
    """Dates, or study days where the date is blank, that lie after the data cutoff."""
    cutoff = read.declaration.data_cutoff
    if cutoff is None or "adsl" not in read.frames:
        return
    limit, adsl = pd.Timestamp(cutoff), read.frames["adsl"].dropna(subset=["USUBJID"]).drop_duplicates("USUBJID")
    first_day = adsl.reindex(columns=["USUBJID", "TRTSDT"]).set_index("USUBJID")["TRTSDT"].astype("datetime64[ns]")
    for name, frame, raw in read.rows():
        for column in DATES:
            if column in frame:
                yield from raw.problems(frame[column] > limit, column, f"a date up to the data cutoff {cutoff}")
            day = DAYS.get(column)
            if day in frame and name != "adsl":
                blank = frame[column].isna() if column in frame else True
                days = pd.to_timedelta(frame[day] - (frame[day] > 0), unit="D")
                late = blank & (frame["USUBJID"].map(first_day) + days > limit)
                yield from raw.problems(late, day, f"a study day up to the data cutoff {cutoff}")


def _order(read):
    """Ends that lie before their beginnings."""
    for _, frame, raw in read.rows():
        for first, last in ((first, last) for first, last in PAIRS if {first, last} <= set(frame)):
            for row in frame.index[frame[last] < frame[first]]:
                yield raw.problem(row, last, f"{first} ({raw.cells[first].iat[row]}) or later")


def _visits(read):
    """Visits that study.yml does not list, or that are spelt in two ways."""
    known = read.declaration.visits
    for _, frame, raw in read.rows():
        if known and "AVISIT" in frame:
            strange = frame["AVISIT"].notna() & ~frame["AVISIT"].isin(known)
            for row, word in frame["AVISIT"][strange].items():
                yield raw.problem(row, "AVISIT", f"one of the visits of study.yml; {near(word, known)}")
    spelt = pd.concat([frame["AVISIT"].dropna() for _, frame, _ in read.rows() if "AVISIT" in frame] or [pd.Series()])
    usual = {word.casefold(): word for word in reversed(spelt.value_counts().index)}
    for _, frame, raw in read.rows():
        if not known and "AVISIT" in frame:
            for row, word in frame["AVISIT"].dropna().items():
                if word != usual[word.casefold()]:
                    yield raw.problem(row, "AVISIT", f"{usual[word.casefold()]}, as this visit is called elsewhere")


def _responses(read):
    """Tumour responses that RECIST does not know."""
    frame = read.frames.get("adrs", pd.DataFrame())
    if {"PARAMCD", "AVALC"} <= set(frame):
        said = frame.loc[frame["PARAMCD"].isin(RESPONSE_PARAMETERS), "AVALC"].dropna()
        for row, word in said[~said.isin(words.WORDS["responses"])].items():
            yield read.raws["adrs"].problem(row, "AVALC", words.expected(word, "responses"))


def _time_units(read):
    """Times without a unit, in the row or in study.yml."""
    if "adtte" in read.frames and read.declaration.time_unit is None:
        raw = read.raws["adtte"]
        units = raw.cells.get("AVALU", pd.Series("", raw.cells.index))
        for place, row in [raw.places[row] for row in units.index[units == ""]][:1]:
            yield Problem(place, row, "column AVALU", None, "a unit of time there, or time_unit in study.yml")


def _columns(what, declared, read):
    """A grouping or condition whose table or columns are not there; nothing when all are."""
    table = declared.table
    if table not in read.declaration.tables:
        yield _unknown(f"{what}.table", table, read.declaration.tables, "a declared table")
    elif table in read.frames:
        known = read.frames[table].columns
        for column in dict.fromkeys([declared.column, *declared.where]):
            if column is not None and column not in known:
                yield _unknown(what, column, known, f"a column of {table}")
    elif declared.column or declared.where:
        yield Problem(FILE, "", f"{what}.table", table, "a table whose rows are read here")


def _unknown(what, name, known, kind):
    return Problem(FILE, "", what, name, f"{kind}; {near(name, known)}")


def _groupings(read):
    """Groupings: tables, columns, levels that do not match the values, two levels for one subject."""
    for what, grouping in _grouped(read.declaration).items():
        missing = [] if grouping.section else list(_columns(what, grouping, read))
        yield from missing
        if not missing and grouping.table in read.frames:
            frame, raw = read.frames[grouping.table], read.raws[grouping.table]
            if grouping.known_day == "varies" and frame.get("ADY", pd.Series(dtype=float)).isna().all():
                yield Problem(FILE, "", f"{what}.known_day", "varies", f"a day, or the column ADY in {grouping.table}")
            strange = list(_strange_words(what, grouping, frame, raw))
            yield from strange
            yield from _unused_levels(what, grouping, frame, misspelt=bool(strange))
            yield from _two_levels(what, grouping, frame, raw)


def _grouped(declaration):
    """Each grouping by its place in study.yml; arms have their own, and so has the arm received."""
    own = {f"groupings.{name}": one for name, one in declaration.groupings.items()}
    if declaration.arms:
        own = {"arms": own.pop(f"groupings.{ARM}"), "arms.actual": declaration.arms.received} | own
    return own


def _numbers(read):
    """Numbers: tables, columns, cells that are no number, two of one subject, a name that a grouping has too."""
    for name, number in read.declaration.numbers.items():
        what = f"numbers.{name}"
        missing = list(_columns(what, number, read))
        yield from missing
        if name in read.declaration.groupings:
            yield Problem(FILE, "", what, name, "a name that no grouping has")
        if not missing and number.table in read.frames:
            frame, raw = read.frames[number.table], read.raws[number.table]
            rows = frame.loc[standing_for(number, frame)]
            if number.known_day == "varies" and frame.get("ADY", pd.Series(dtype=float)).isna().all():
                yield Problem(FILE, "", f"{what}.known_day", "varies", f"a day, or the column ADY in {number.table}")
            wrong = rows.index[pd.to_numeric(rows[number.column], errors="coerce").isna()]
            yield from raw.problems(wrong, number.column, f"a number, for {what}")
            again = rows.index[rows["USUBJID"].duplicated()]
            yield from raw.problems(again, number.column, f"one number of each subject for {what} (by where:)")


def _strange_words(what, grouping, frame, raw):
    if grouping.cut:
        cells = matching(frame, grouping.where)[grouping.column]
        rows = cells.index[cells.notna() & pd.to_numeric(cells, errors="coerce").isna()]
        expected = f"a number, for the cut points of {what}"
    else:
        found = levels(grouping, frame)
        rows = found.index[found.notna() & ~found.isin(grouping.levels)]
        expected = f"a level of {what}: {', '.join(grouping.levels)} (its values: can map a word to a level or to null)"
    yield from raw.problems(rows, grouping.column, expected)


def _unused_levels(what, grouping, frame, *, misspelt):
    """Levels that no row has, where words are `misspelt` or no level has a row; otherwise a level is just empty."""
    found = levels(grouping, frame)
    if not misspelt and found.notna().any():
        return
    held = sorted(words_of(frame.loc[found.index, grouping.column]).dropna().unique())
    expected = f"a level that some row has; {grouping.column} holds {', '.join(held[:12]) or 'nothing'}"
    for level in grouping.levels:
        if not (found == level).any():
            yield Problem(FILE, "", f"{what}.levels", level, expected)


def _two_levels(what, grouping, frame, raw):
    found = of_subjects(grouping, frame)
    first = found.groupby("USUBJID")["level"].transform("first")
    for row in found.index[found["level"] != first]:
        expected = f"one level of {what} for {found['USUBJID'][row]}, who has {first[row]} in an earlier row"
        yield raw.problem(row, grouping.column, expected)


def _populations(read):
    """Populations: tables, columns, endpoints, subjects and populations that are not there."""
    known = read.declaration.populations
    for name, population in known.items():
        yield from _condition(f"populations.{name}", population, read)
        for number, condition in enumerate(population.conditions):
            yield from _condition(f"populations.{name}.conditions.{number}", condition, read)
        if name == EVERYONE:
            yield Problem(FILE, "", f"populations.{name}", name, "another name: this one means every subject")
        if _goes_round(name, known, ()):
            yield Problem(FILE, "", f"populations.{name}", name, "a population that does not lead back to itself")


def _condition(what, condition, read):
    frames, populations = read.frames, read.declaration.populations
    if condition.table is not None:
        yield from _columns(what, condition, read)
    if condition.population not in {None, EVERYONE, *populations}:
        yield _unknown(f"{what}.population", condition.population, populations, "a population")
    endpoints = [] if "PARAMCD" not in frames.get("adtte", ()) else frames["adtte"]["PARAMCD"].dropna().unique()
    if condition.endpoint is not None and len(endpoints) and condition.endpoint not in endpoints:
        yield _unknown(f"{what}.endpoint", condition.endpoint, endpoints, "an endpoint")
    if "adsl" in frames:
        for subject in sorted(set(condition.subjects or ()) - set(frames["adsl"]["USUBJID"])):
            yield Problem(FILE, "", f"{what}.subjects", subject, "a USUBJID of adsl")


def _goes_round(name, known, seen):
    if name in seen:
        return True
    parts = [known[name], *known[name].conditions] if name in known else []
    return any(_goes_round(part.population, known, (*seen, name)) for part in parts if part.population)


def _made(read):
    """Groupings that a section of ours is said to make: their names and levels are the section's."""
    for name, grouping in read.declaration.groupings.items():
        known = MADE.get(grouping.section, {})
        if grouping.section in SECTIONS:
            levels = next((levels for pattern, levels in known.items() if re.fullmatch(pattern, name)), None)
            if levels is None:
                expected = f"a grouping that {grouping.section} makes; {near(name, known)}"
                yield Problem(FILE, "", f"groupings.{name}", name, expected)
            elif set(levels) != set(grouping.levels):
                expected = f"the levels that {grouping.section} makes: {', '.join(levels)}"
                yield Problem(FILE, "", f"groupings.{name}.levels", ", ".join(grouping.levels), expected)


def _named(read):
    """Names of the study that study.yml gives to sections, and endpoints of horizons and covariates."""
    given = {f"sections.{name}": own for name, own in read.declaration.sections.items() if own}
    by_endpoint = {name: list(getattr(read.declaration, name)) for name in ("horizons", "covariates")}
    return named(given | {"": by_endpoint}, read.declaration, read.frames)


def _sections(read):
    """Section names that are nearly a known one."""
    named = {f"sections.{name}": name for name in read.declaration.sections}
    named |= {f"groupings.{name}.section": found.section for name, found in read.declaration.groupings.items()}
    for what, name in named.items():
        if name is not None and name not in SECTIONS and near(name, SECTIONS).startswith("did"):
            yield _unknown(what, name, SECTIONS, "a section")
