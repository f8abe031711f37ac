"""What must hold between the tables of a study and its study.yml; each check gives its problems."""

import pandas as pd

from analysis.study.cohort import selection
from analysis.study.problems import Problem, near
from analysis.study.tables import PATH_ONLY, REQUIRED, TABLES
from analysis.vocabulary import EVERYONE

FILE = "study.yml"
RESPONSES = ("CR", "PR", "SD", "NON-CR/NON-PD", "PD", "NE", "MISSING")  # AVALC of the parameters below
RESPONSE_PARAMETERS = ("OVR", "BOR", "CBOR")
# Dates on which something began or happened: none can lie after the data cutoff.
DATES = ("RFICDT", "TRTSDT", "STARTDT", "ADT", "ASTDT")
PAIRS = (("TRTSDT", "TRTEDT"), ("STARTDT", "ADT"), ("ASTDT", "AENDT"), ("ASTDY", "AENDY"))
DAYS = {"ADT": "ADY", "ASTDT": "ASTDY"}


def table_names(declaration):
    """Problems of tables that are required and not declared, or declared and not known."""
    for name in REQUIRED:
        if name not in declaration.tables:
            yield Problem(FILE, "", f"tables.{name}", None, f"the file of {name}")
    for name in declaration.tables:
        if name not in TABLES:
            yield Problem(FILE, "", "tables", name, f"a known table; {near(name, TABLES)} (known: {', '.join(TABLES)})")


def subjects(frames, raws):
    """Problems of subjects who are not in adsl, at their first row."""
    known = set(frames["adsl"]["USUBJID"].dropna())
    bare = {word.strip().lstrip("0").casefold(): word for word in known}
    for name, frame in frames.items():
        strange = frame["USUBJID"].notna() & ~frame["USUBJID"].isin(known)
        for word, rows in frame["USUBJID"][strange].groupby(frame["USUBJID"], sort=False):
            alike = bare.get(word.lstrip("0").casefold())
            hint = f' (did you mean "{alike}"?)' if alike else ""
            more = f", in {len(rows)} rows" if len(rows) > 1 else ""
            yield raws[name].problem(rows.index[0], "USUBJID", f"a USUBJID of adsl{hint}{more}")


def after_cutoff(frames, raws, cutoff):
    """Problems of dates, or study days where the date is blank, that lie after the data cutoff."""
    if cutoff is None:
        return
    limit, adsl = pd.Timestamp(cutoff), frames["adsl"].dropna(subset=["USUBJID"]).drop_duplicates("USUBJID")
    first_day = adsl.reindex(columns=["USUBJID", "TRTSDT"]).set_index("USUBJID")["TRTSDT"].astype("datetime64[ns]")
    for name, frame in frames.items():
        for column in DATES:
            if column in frame:
                yield from raws[name].problems(frame[column] > limit, column, f"a date up to the data cutoff {cutoff}")
            day = DAYS.get(column)
            if day in frame and name != "adsl":
                blank = frame[column].isna() if column in frame else True
                days = pd.to_timedelta(frame[day] - (frame[day] > 0), unit="D")
                late = blank & (frame["USUBJID"].map(first_day) + days > limit)
                yield from raws[name].problems(late, day, f"a study day up to the data cutoff {cutoff}")


def order(frames, raws):
    """Problems of ends that lie before their beginnings."""
    for name, frame in frames.items():
        for first, last in PAIRS:
            if first in frame and last in frame:
                for row in frame.index[frame[last] < frame[first]]:
                    begin = raws[name].cells[first].iat[row]
                    yield raws[name].problem(row, last, f"{first} ({begin}) or later")


def visits(frames, raws, known):
    """Problems of visits that study.yml does not list."""
    for name, frame in frames.items():
        if known and "AVISIT" in frame:
            strange = frame["AVISIT"].notna() & ~frame["AVISIT"].isin(known)
            yield from raws[name].problems(strange, "AVISIT", f"one of the visits of study.yml: {', '.join(known)}")


def responses(frames, raws):
    """Problems of tumour responses that RECIST does not know."""
    frame = frames.get("adrs", pd.DataFrame())
    if {"PARAMCD", "AVALC"} <= set(frame):
        strange = frame["PARAMCD"].isin(RESPONSE_PARAMETERS) & frame["AVALC"].notna() & ~frame["AVALC"].isin(RESPONSES)
        yield from raws["adrs"].problems(strange, "AVALC", f"one of {', '.join(RESPONSES)}")


def time_units(frames, raws, declared):
    """Problems of times without a unit, in the row or in study.yml."""
    rows = frames["adtte"]
    lacking = rows["AVALU"].isna() if "AVALU" in rows else pd.Series(True, rows.index)
    lacking &= raws["adtte"].cells["AVALU"].eq("") if "AVALU" in rows else True
    if declared is None and lacking.any():
        place, row = raws["adtte"].places[lacking.idxmax()]
        yield Problem(place, row, "column AVALU", None, "a unit of time there, or time_unit in study.yml")


def declared_columns(what, declared, frames, declaration):
    """Problems of a grouping or condition whose table or columns are not there; nothing when all are."""
    table = declared.table
    if table not in declaration.tables:
        yield _unknown(f"{what}.table", table, declaration.tables, "a declared table")
    elif table in frames:
        for column in dict.fromkeys([declared.column, *declared.where]):
            if column is not None and column not in frames[table]:
                yield _unknown(what, column, frames[table].columns, f"a column of {table}")
    elif declared.column or declared.where:
        yield Problem(FILE, "", f"{what}.table", table, "a table whose rows are read here")


def _unknown(what, name, known, kind):
    return Problem(FILE, "", what, name, f"{kind}; {near(name, known)}")


def groupings(frames, raws, declaration):
    """Problems of groupings: tables, columns, levels that do not match the values, two levels for one subject."""
    for name, grouping in declaration.groupings.items():
        what = f"groupings.{name}"
        missing = [] if grouping.section else list(declared_columns(what, grouping, frames, declaration))
        yield from missing
        if not missing and grouping.table in frames:
            frame, raw = frames[grouping.table], raws[grouping.table]
            strange = list(_strange_words(what, grouping, frame, raw))
            yield from strange
            yield from _unused_levels(what, grouping, frame, misspelt=bool(strange))
            yield from _two_levels(what, grouping, frame, raw)


def _strange_words(what, grouping, frame, raw):
    if grouping.cut:
        rows, expected = selection.unread(grouping, frame), f"a number, for the cut points of {what}"
    else:
        found = selection.levels(grouping, frame)
        rows = found.index[found.notna() & ~found.isin(grouping.levels)]
        expected = f"a level of {what}: {', '.join(grouping.levels)} (its values: can map a word to a level or to null)"
    yield from raw.problems(rows, grouping.column, expected)


def _unused_levels(what, grouping, frame, *, misspelt):
    """Levels that no row has, where words are `misspelt` or no level has a row; otherwise a level is just empty."""
    found = selection.levels(grouping, frame)
    if not misspelt and found.notna().any():
        return
    held = sorted(selection.words(frame.loc[found.index, grouping.column]).dropna().unique())
    expected = f"a level that some row has; {grouping.column} holds {', '.join(held[:12]) or 'nothing'}"
    for level in grouping.levels:
        if not (found == level).any():
            yield Problem(FILE, "", f"{what}.levels", level, expected)


def _two_levels(what, grouping, frame, raw):
    found = selection.of_subjects(grouping, frame)
    first = found.groupby("USUBJID")["level"].transform("first")
    for row in found.index[found["level"] != first]:
        expected = f"one level of {what} for {found['USUBJID'][row]}, who has {first[row]} in an earlier row"
        yield raw.problem(row, grouping.column, expected)


def populations(frames, declaration):
    """Problems of populations: tables, columns, endpoints, subjects and populations that are not there."""
    known = declaration.populations
    for name, population in known.items():
        yield from _condition(f"populations.{name}", population, frames, declaration)
        for number, condition in enumerate(population.conditions):
            yield from _condition(f"populations.{name}.conditions.{number}", condition, frames, declaration)
        if name == EVERYONE:
            yield Problem(FILE, "", f"populations.{name}", name, "another name: this one means every subject")
        if _goes_round(name, known, ()):
            yield Problem(FILE, "", f"populations.{name}", name, "a population that does not lead back to itself")


def _condition(what, condition, frames, declaration):
    if condition.table is not None:
        yield from declared_columns(what, condition, frames, declaration)
    if condition.population not in {None, EVERYONE, *declaration.populations}:
        yield _unknown(f"{what}.population", condition.population, declaration.populations, "a population")
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


def sections(declaration, known):
    """Problems of section names that are nearly a known one."""
    named = {f"sections.{name}": name for name in declaration.sections}
    named |= {f"groupings.{name}.section": found.section for name, found in declaration.groupings.items()}
    for what, name in named.items():
        if name is not None and name not in known and near(name, known).startswith("did"):
            yield _unknown(what, name, known, "a section")


def unread_paths(folder, declaration):
    """Problems of files and folders that only their own readers open, and that are not there."""
    for name, sources in declaration.tables.items():
        for source in sources:
            own = name in PATH_ONLY or source.layout
            if own and not (folder / source.file).exists():
                yield Problem(FILE, "", f"tables.{name}", source.file, f"a file or folder at {folder / source.file}")
