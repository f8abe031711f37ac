"""A study folder read, with every problem in it told at once, and notes of what is no error but should be known."""

from dataclasses import replace
from itertools import chain
from pathlib import Path

from analysis.study import declaration as declared
from analysis.study import identifiers
from analysis.study.cohort import agreement, received, unread
from analysis.study.cohort.crosschecks import Read
from analysis.study.cohort.derived import derive
from analysis.study.cohort.study import Study
from analysis.study.problems import StudyError
from analysis.study.readers import Noted
from analysis.study.tables import SCHEMAS, TABLES, typed, with_numbers
from analysis.study.tables import read as read_raw

_kept = {}  # the state of a folder's files and the Study that was read of them, by the folder


def read(study_dir):
    """The Study in a folder with a study.yml, all its tables read, typed and checked against each other.

    Raises StudyError listing every problem: file, line or key, value and what was expected.
    """
    folder = Path(study_dir)
    state, kept = _kept.get(folder.resolve(), (None, None))
    if kept is None or state != _state(folder):
        return _read(folder)
    return replace(kept, folder=folder, frames=Noted(kept.frames.frames))


def keep(study_dir):
    """Read a study for this process and those that are forked from it: `read` gives it while its files are the same.

    Does nothing for a folder with a Parquet file, whose reader starts threads. Raises as `read`.
    """
    folder = Path(study_dir)
    if not any(folder.rglob("*.parquet*")):
        _kept[folder.resolve()] = _state(folder), _read(folder)


def _state(folder):
    """Size, time and place of every file of a folder: others after any change."""
    found = {path: path.stat() for path in folder.resolve().rglob("*") if path.exists()}
    return {path: (told.st_size, told.st_mtime_ns, told.st_ino) for path, told in found.items()}


def _read(folder):
    declaration, lines, problems = declared.read(folder)
    if declaration is None:
        raise StudyError(folder, problems)
    frames, raws, more = _tables(folder, declaration)
    derived = derive(frames, raws, declaration)
    with_subjects = {name: frame for name, frame in frames.items() if "USUBJID" in frame}
    problems = [*problems, *more, *Read(folder, declaration, with_subjects, raws).problems]
    if problems:
        raise StudyError(folder, [_with_line(problem, lines) for problem in problems])
    study = Study(folder, declaration, frames)
    looked = agreement.checks(study, raws)
    notes = (*derived, *_notes(study, raws, looked))
    seen = received.of(study, raws, derived, looked, unread.of(study, raws))
    return replace(study, frames=Noted(frames), notes=notes, received=seen)


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


def _notes(study, raws, looked):
    """What a reader should know that is no error: gaps, numbers that look odd; a sentence for each."""
    of_tables = chain((note for raw in raws.values() for note in raw.notes), _lacking(study))
    return chain(of_tables, (note for check in looked for note in check.notes), _empty_levels(study))


def _lacking(study):
    return (f"{why}: what needs it is left out" for name in study.frames if (why := study.lack(name)))


def _empty_levels(study):
    """Levels of a grouping that no subject has yet: in a small trial no mistake."""
    for name, grouping in study.groupings.items():
        own = grouping.table in study.frames and grouping.section is None
        present = set(study.group(name).dropna()) if own else grouping.levels
        if empty := [level for level in grouping.levels if level not in present]:
            yield f"groupings.{name}: no subject is {' or '.join(empty)}"
