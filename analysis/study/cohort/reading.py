"""A study folder read, with every problem in it told at once."""

from dataclasses import replace
from pathlib import Path

from analysis.study import declaration as declared
from analysis.study.cohort import crosschecks
from analysis.study.cohort.notes import notes
from analysis.study.cohort.study import Study
from analysis.study.problems import StudyError
from analysis.study.tables import SCHEMAS, typed
from analysis.study.tables import read as read_raw


def read(study_dir):
    """The Study in a folder with a study.yml, all its tables read, typed and checked against each other.

    Raises StudyError listing every problem: file, line or key, value and what was expected.
    """
    folder = Path(study_dir)
    declaration, lines, problems = declared.read(folder)
    if declaration is None:
        raise StudyError(study_dir, problems)
    frames, raws, more = tables(folder, declaration)
    problems = [*problems, *more, *_across(folder, declaration, frames, raws)]
    if problems:
        raise StudyError(study_dir, [_with_line(problem, lines) for problem in problems])
    study = Study(folder, declaration, frames)
    return replace(study, notes=tuple(notes(study, raws)))


def tables(folder, declaration):
    """The typed frames and the RawTables of the tables that are read here, and the problems inside each."""
    frames, raws, problems = {}, {}, []
    for name, parts in declaration.tables.items():
        if name in SCHEMAS and not any(part.layout for part in parts):
            raw, unread = read_raw(folder, name, parts)
            problems += unread
            if raw is not None:
                raws[name], (frames[name], found) = raw, typed(name, raw)
                problems += found
    return frames, raws, problems


def _across(folder, declaration, frames, raws):
    """The problems between the tables, as far as their columns allow to look."""
    yield from crosschecks.table_names(declaration)
    yield from crosschecks.unread_paths(folder, declaration)
    yield from crosschecks.sections(declaration, list(declared.SECTION_TABLES))
    frames = {name: frame for name, frame in frames.items() if "USUBJID" in frame}
    yield from crosschecks.populations(frames, declaration)
    yield from crosschecks.groupings(frames, raws, declaration)
    yield from crosschecks.order(frames, raws)
    yield from crosschecks.responses(frames, raws)
    yield from crosschecks.visits(frames, raws, declaration.visits)
    if "adtte" in frames:
        yield from crosschecks.time_units(frames, raws, declaration.time_unit)
    if "adsl" in frames:
        yield from crosschecks.subjects(frames, raws)
        yield from crosschecks.after_cutoff(frames, raws, declaration.data_cutoff)


def _with_line(problem, lines):
    """The problem of a key in study.yml with the line that the key stands in."""
    own = problem.file == declared.FILE and not problem.row
    return replace(problem, row=declared.line_of(tuple(problem.column.split(".")), lines)) if own else problem
