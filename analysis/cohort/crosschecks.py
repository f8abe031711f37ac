"""What must hold between the tables of a study and its study.yml; each check gives its problems."""

import pandas as pd

from analysis.cohort import selection
from analysis.problems import Problem, near
from analysis.tables import PATH_ONLY, TABLES
from analysis.tables.schemas import REQUIRED

FILE = "study.yml"
# Dates on which something began or happened: none can lie after the data cutoff.
DATES = ("RFICDT", "TRTSDT", "STARTDT", "ADT", "ASTDT")
DAYS = {"ADT": "ADY", "ASTDT": "ASTDY"}


def table_names(declaration):
    """Problems of tables that are required and not declared, or declared and not known."""
    for name in REQUIRED:
        if name not in declaration.tables:
            yield Problem(FILE, "", f"tables.{name}", None, f"the file of {name}")
    for name in declaration.tables:
        if name not in TABLES:
            yield Problem(FILE, "", "tables", name, f"a known table; {near(name, TABLES)} (known: {', '.join(TABLES)})")


def subjects(frames, sheets):
    """Problems of rows whose subject is not in adsl."""
    known = set(frames["adsl"]["USUBJID"].dropna())
    bare = {word.strip().lstrip("0").casefold(): word for word in known}
    for name, frame in frames.items():
        strange = frame["USUBJID"].notna() & ~frame["USUBJID"].isin(known)
        for row, word in frame["USUBJID"][strange].items():
            alike = bare.get(word.lstrip("0").casefold())
            hint = f' (did you mean "{alike}"?)' if alike else ""
            yield sheets[name].problem(row, "USUBJID", f"a USUBJID of adsl{hint}")


def after_cutoff(frames, sheets, cutoff):
    """Problems of dates, or study days where the date is blank, that lie after the data cutoff."""
    if cutoff is None:
        return
    limit, first_day = pd.Timestamp(cutoff), _first_days(frames["adsl"])
    for name, frame in frames.items():
        for column in DATES:
            if column in frame:
                for row in frame.index[frame[column] > limit]:
                    yield sheets[name].problem(row, column, f"a date up to the data cutoff {cutoff}")
            day = DAYS.get(column)
            if day in frame and name != "adsl":
                blank = frame[column].isna() if column in frame else True
                start = frame["USUBJID"].map(first_day)
                late = blank & (start + pd.to_timedelta(frame[day] - (frame[day] > 0), unit="D") > limit)
                for row in frame.index[late]:
                    yield sheets[name].problem(row, day, f"a study day up to the data cutoff {cutoff}")


def _first_days(adsl):
    if "TRTSDT" not in adsl:
        return pd.Series(dtype="datetime64[ns]")
    return adsl.dropna(subset=["USUBJID"]).drop_duplicates("USUBJID").set_index("USUBJID")["TRTSDT"]


def visits(frames, sheets, known):
    """Problems of visits that study.yml does not list."""
    for name, frame in frames.items():
        if known and "AVISIT" in frame:
            for row in frame.index[frame["AVISIT"].notna() & ~frame["AVISIT"].isin(known)]:
                yield sheets[name].problem(row, "AVISIT", f"one of the visits of study.yml: {', '.join(known)}")


def time_units(frames, sheets, declared):
    """Problems of times without a unit, in the row or in study.yml."""
    rows = frames["adtte"]
    lacking = rows["AVALU"].isna() if "AVALU" in rows else pd.Series(True, rows.index)
    lacking &= sheets["adtte"].cells["AVALU"].eq("") if "AVALU" in rows else True
    if declared is None and lacking.any():
        place, row = sheets["adtte"].places[lacking.idxmax()]
        yield Problem(place, row, "column AVALU", None, "a unit of time there, or time_unit in study.yml")


def declared_columns(what, declared, frames, declaration):
    """Problems of a grouping or condition whose table or columns are not there; nothing when all are."""
    if declared.table not in declaration.tables:
        yield Problem(
            FILE, "", f"{what}.table", declared.table, f"a declared table; {near(declared.table, declaration.tables)}"
        )
    elif declared.table in frames:
        columns = frames[declared.table].columns
        for column in dict.fromkeys([declared.column, *declared.where]):
            if column is not None and column not in columns:
                yield Problem(FILE, "", what, column, f"a column of {declared.table}; {near(column, columns)}")
    elif declared.column or declared.where:
        expected = f"a table whose columns are read here, which {declared.table} is not"
        yield Problem(FILE, "", f"{what}.table", declared.table, expected)


def groupings(frames, sheets, declaration):
    """Problems of groupings: tables, columns, levels that do not match the values, two levels for one subject."""
    for name, grouping in declaration.groupings.items():
        what = f"groupings.{name}"
        if grouping.section:
            continue
        missing = list(declared_columns(what, grouping, frames, declaration))
        yield from missing
        if not missing and grouping.table in frames:
            yield from _levels(what, grouping, frames[grouping.table], sheets[grouping.table])


def _levels(what, grouping, frame, sheet):
    found = selection.levels(grouping, frame)
    if grouping.cut:
        unread = selection.unread(grouping, frame)
        yield from (sheet.problem(row, grouping.column, f"a number, for the cut points of {what}") for row in unread)
    if not grouping.cut:
        strange = found[found.notna() & ~found.isin(grouping.levels)]
        expected = (
            f"one of the levels of {what}: {', '.join(grouping.levels)} (values: maps a word to a level or to null)"
        )
        yield from (sheet.problem(row, grouping.column, expected) for row in strange.index)
    for level in grouping.levels:
        if not (found == level).any():
            seen = ", ".join(sorted(map(str, selection.words(frame[grouping.column]).dropna().unique()))[:12])
            yield Problem(
                FILE, "", f"{what}.levels", level, f"a level that some row has; {grouping.column} holds {seen}"
            )
    pairs = pd.DataFrame({"subject": frame["USUBJID"], "level": found}).dropna().drop_duplicates()
    for row in pairs.index[pairs["subject"].duplicated()]:
        yield sheet.problem(
            row, grouping.column, f"one level of {what} for each USUBJID ({pairs['subject'][row]} has another)"
        )


def populations(frames, declaration):
    """Problems of populations: tables, columns, endpoints and populations that are not there."""
    known = declaration.populations
    endpoints = list(frames["adtte"]["PARAMCD"].dropna().unique()) if "adtte" in frames else []
    for name, population in known.items():
        conditions = {f"populations.{name}": population}
        conditions |= {f"populations.{name}.all.{n}": found for n, found in enumerate(population.all)}
        for what, condition in conditions.items():
            if condition.table is not None:
                yield from declared_columns(what, condition, frames, declaration)
            if condition.endpoint is not None and endpoints and condition.endpoint not in endpoints:
                yield Problem(
                    FILE,
                    "",
                    f"{what}.endpoint",
                    condition.endpoint,
                    f"an endpoint; {near(condition.endpoint, endpoints)}",
                )
            if condition.population is not None and condition.population not in known:
                yield Problem(
                    FILE,
                    "",
                    f"{what}.population",
                    condition.population,
                    f"a population; {near(condition.population, known)}",
                )
            if condition.subjects is not None and "adsl" in frames:
                strange = sorted(set(condition.subjects) - set(frames["adsl"]["USUBJID"]))
                yield from (Problem(FILE, "", f"{what}.subjects", subject, "a USUBJID of adsl") for subject in strange)
        if _goes_round(name, known, ()):
            yield Problem(FILE, "", f"populations.{name}", name, "a population that does not lead back to itself")


def _goes_round(name, known, seen):
    if name in seen:
        return True
    parts = [known[name], *known[name].all] if name in known else []
    return any(_goes_round(part.population, known, (*seen, name)) for part in parts if part.population)


def sections(declaration, known):
    """Problems of section names that are nearly a known one."""
    for name in declaration.sections:
        if name not in known and near(name, known).startswith("did"):
            yield Problem(FILE, "", f"sections.{name}", name, f"a section; {near(name, known)}")
    for name, grouping in declaration.groupings.items():
        if grouping.section and grouping.section not in known and near(grouping.section, known).startswith("did"):
            yield Problem(
                FILE, "", f"groupings.{name}.section", grouping.section, f"a section; {near(grouping.section, known)}"
            )


def unread_paths(folder, declaration):
    """Problems of files and folders that only their own readers open, and that are not there."""
    for name, sources in declaration.tables.items():
        for source in sources:
            own = name in PATH_ONLY or source.layout
            if own and not (folder / source.file).exists():
                yield Problem(FILE, "", f"tables.{name}", source.file, f"a file or folder at {folder / source.file}")
