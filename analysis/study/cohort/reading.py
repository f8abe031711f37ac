"""A study folder read, with every problem in it told at once, and notes of what is no error but should be known."""

from dataclasses import replace
from itertools import chain
from pathlib import Path

import pandas as pd

from analysis.study import declaration as declared
from analysis.study import identifiers
from analysis.study.cohort.crosschecks import Read
from analysis.study.cohort.derived import derive
from analysis.study.cohort.study import Study
from analysis.study.problems import StudyError
from analysis.study.tables import SCHEMAS, TABLES, kind, typed, with_numbers
from analysis.study.tables import read as read_raw

# The study day of a row, and what one is: none can follow the subject's death.
DATED = {"adrs": ("ADY", "a response"), "samples": ("ADY", "a draw"), "nkflow": ("ADY", "a sample"),
         "adae": ("ASTDY", "an adverse event"), "adex": ("ASTDY", "a dose")}  # fmt: skip
SLACK_DAYS = 2  # first day counted or not, and rounding
SLACK_SHARE = 0.02  # months of 30 days, of 30.4375, of the calendar


def read(study_dir):
    """The Study in a folder with a study.yml, all its tables read, typed and checked against each other.

    Raises StudyError listing every problem: file, line or key, value and what was expected.
    """
    folder = Path(study_dir)
    declaration, lines, problems = declared.read(folder)
    if declaration is None:
        raise StudyError(study_dir, problems)
    frames, raws, more = _tables(folder, declaration)
    derived = derive(frames, raws, declaration)
    with_subjects = {name: frame for name, frame in frames.items() if "USUBJID" in frame}
    problems = [*problems, *more, *Read(folder, declaration, with_subjects, raws).problems]
    if problems:
        raise StudyError(study_dir, [_with_line(problem, lines) for problem in problems])
    study = Study(folder, declaration, frames)
    return replace(study, notes=(*derived, *_notes(study, raws)))


def _tables(folder, declaration):
    """The typed frames and the RawTables of the tables that are read here, and the problems inside each."""
    frames, raws, problems = {}, {}, []
    for name, parts in declaration.tables.items():
        own = any(part.own for part in parts) and name not in TABLES
        if (name in SCHEMAS or own) and not any(part.layout for part in parts):
            raw, unread = read_raw(folder, name, parts)
            problems += unread
            if raw is not None:
                problems += _without_identifiers(declaration, name, raw)
                raws[name], (frames[name], found) = raw, typed(name, raw)
                frames[name] = with_numbers(frames[name], raw) if own else frames[name]
                problems += found
    return frames, raws, problems


def _without_identifiers(declaration, name, raw):
    """Take out what tells who a person is, so that no message and no report holds it; the problems that it makes."""
    if declaration.synthetic or name == "published":
        return []
    told = identifiers.found(raw, free=SCHEMAS[name].columns)
    raw.cells = raw.cells.drop(columns=[column for column in told if column not in SCHEMAS[name].columns])
    return [] if declaration.identifiers else identifiers.problems(raw, told)


def _with_line(problem, lines):
    """The problem of a key in study.yml with the line that the key stands in."""
    own = problem.file == declared.FILE and not problem.row
    return replace(problem, row=declared.line_of(tuple(problem.column.split(".")), lines)) if own else problem


def _notes(study, raws):
    """What a reader should know that is no error: gaps, numbers that look odd; a sentence for each."""
    of_tables = chain((note for raw in raws.values() for note in raw.notes), _lacking(study))
    of_study = of_tables, _without_endpoint(study), _dates_apart(study, raws), _partial_dates(study, raws)
    of_days = _after_death(study, raws), _day_zero(study, raws), _progressed_after_death(study)
    return chain(*of_study, *of_days, _fractions_for_percent(study), _empty_levels(study))


def _lacking(study):
    return (f"{why}: what needs it is left out" for name in study.frames if (why := study.lack(name)))


def _without_endpoint(study):
    for name in study.endpoints:
        lacking = study.subjects.difference(study.endpoint(name).index, sort=False)
        if len(lacking) and name in ("OS", "PFS"):
            yield f"adtte has no {name} for {len(lacking)} of {len(study.subjects)} subjects: {', '.join(lacking)}"


def _dates_apart(study, raws):
    """Times that differ from their own dates: mostly a wrong unit."""
    rows = study.table("adtte")
    if {"STARTDT", "ADT"} <= set(rows):
        stated = study.in_units(rows, "days")
        counted = (rows["ADT"] - rows["STARTDT"]).dt.days
        apart = (stated - counted).abs() > SLACK_DAYS + SLACK_SHARE * counted.abs()
        for row in rows.index[apart]:
            place = ", ".join(raws["adtte"].places[row])
            yield f"{place}: AVAL is {stated[row]:.0f} days, ADT - STARTDT {counted[row]:.0f} days"


def _after_death(study, raws):
    """The first row of each subject and table that lies after the subject's death, by AVAL of OS."""
    rows = study.table("adtte")
    dead = rows[(rows["PARAMCD"] == "OS") & (rows["CNSR"] == 0)]
    death = pd.Series(study.in_units(dead, "days").to_numpy(), dead["USUBJID"])
    for name, (column, what) in DATED.items():
        frame = study.frames.get(name, pd.DataFrame())
        on = frame["USUBJID"].map(death) if column in frame else pd.Series(dtype=float)
        late = on.index[frame[column] - 1 > on + SLACK_DAYS + SLACK_SHARE * on] if len(on) else on.index
        for subject, own in frame.loc[late].groupby("USUBJID", sort=False) if len(late) else ():
            day, died, more = own[column].iloc[0], on[own.index[0]], f", {len(own)} rows" if len(own) > 1 else ""
            place = ", ".join(raws[name].places[own.index[0]])
            yield f"{place}: {subject} has {what} on day {day:.0f}{more}, dead since day {died:.0f}"


def _day_zero(study, raws):
    for name, frame in study.frames.items():
        for column in (column for column in ("ADY", "ASTDY", "AENDY") if column in frame):
            if len(rows := frame.index[frame[column] == 0]):
                first = ", ".join(raws[name].places[rows[0]])
                yield f"{name}: {column} is 0 in {len(rows)} rows, first {first}; the first treatment is day 1"


def _progressed_after_death(study):
    if {"OS", "PFS"} <= set(study.endpoints):
        overall, free = (study.endpoint(name)["time"] for name in ("OS", "PFS"))
        later = free.index[free > overall.reindex(free.index) * (1 + SLACK_SHARE)]
        if len(later):
            yield f"adtte: PFS is longer than OS in {len(later)} subjects: {', '.join(later)}"


def _partial_dates(study, raws):
    for name, raw in raws.items():
        frame = study.frames[name]
        for column in (column for column in frame if kind(SCHEMAS[name], column) == "date"):
            if partial := int((frame[column].isna() & raw.cells[column].str.match(r"\d{4}")).sum()):
                yield f"{', '.join(raw.files)}: {partial} partial dates in {column} are taken as missing"


def _fractions_for_percent(study):
    largest = study.frames.get("nkflow", {}).get("AVAL", pd.Series(dtype=float)).max()
    if largest <= 1:
        yield f"nkflow: the largest AVAL is {largest:g}; percent from 0 to 100 are expected, not fractions"


def _empty_levels(study):
    """Levels of a grouping that no subject has yet: in a small trial no mistake."""
    for name, grouping in study.groupings.items():
        own = grouping.table in study.frames and grouping.section is None
        if own and (empty := [level for level in grouping.levels if level not in set(study.group(name).dropna())]):
            yield f"groupings.{name}: no subject is {' or '.join(empty)}"
