"""A study folder read, with every problem in it told at once."""

from dataclasses import replace
from pathlib import Path

from analysis.study import declaration as declared
from analysis.study.cohort import crosschecks, sources
from analysis.study.cohort.notes import notes
from analysis.study.cohort.study import Study
from analysis.study.problems import listing
from analysis.study.tables import SCHEMAS, typed


class StudyError(ValueError):
    """A study folder that cannot be trusted; the message lists every problem, `problems` holds them one by one."""

    def __init__(self, folder, problems):
        self.problems = tuple(problems)
        count = f"{len(self.problems)} problem{'s' if len(self.problems) > 1 else ''}"
        super().__init__("\n".join([f"{folder}: {count}", *listing(self.problems)]))


def read(study_dir):
    """The Study in a folder with a study.yml, all its tables read, typed and checked against each other.

    Raises StudyError listing every problem: file, line or key, value and what was expected.
    """
    folder = Path(study_dir)
    declaration, lines, problems = declared.read(folder)
    if declaration is None:
        raise StudyError(study_dir, problems)
    frames, sheets, more = tables(folder, declaration)
    problems = [*problems, *more, *_across(folder, declaration, frames, sheets)]
    if problems:
        raise StudyError(study_dir, [_with_line(problem, lines) for problem in problems])
    study = Study(folder, declaration, frames)
    return replace(study, notes=tuple(notes(study, sheets)))


def tables(folder, declaration):
    """The typed frames and the Sheets of the tables that are read here, and the problems inside each."""
    frames, sheets, problems = {}, {}, []
    for name, parts in declaration.tables.items():
        if name in SCHEMAS and not any(part.layout for part in parts):
            sheet, unread = sources.sheet(folder, name, parts)
            problems += unread
            if sheet is not None:
                frames[name], found = typed(name, sheet)
                sheets[name] = sheet
                problems += found
    return frames, sheets, problems


def _across(folder, declaration, frames, sheets):
    """The problems between the tables, as far as their columns allow to look."""
    yield from crosschecks.table_names(declaration)
    yield from crosschecks.unread_paths(folder, declaration)
    yield from crosschecks.sections(declaration, list(declared.SECTION_TABLES))
    frames = {name: frame for name, frame in frames.items() if "USUBJID" in frame}
    yield from crosschecks.populations(frames, declaration)
    yield from crosschecks.groupings(frames, sheets, declaration)
    yield from crosschecks.order(frames, sheets)
    yield from crosschecks.responses(frames, sheets)
    yield from crosschecks.visits(frames, sheets, declaration.visits)
    if "adtte" in frames:
        yield from crosschecks.time_units(frames, sheets, declaration.time_unit)
    if "adsl" in frames:
        yield from crosschecks.subjects(frames, sheets)
        yield from crosschecks.after_cutoff(frames, sheets, declaration.data_cutoff)


def _with_line(problem, lines):
    """The problem of a key in study.yml with the line that the key stands in."""
    path = tuple(problem.column.split("."))
    while path and path not in lines:
        path = path[:-1]
    if problem.file != declared.FILE or problem.row or not path:
        return problem
    return replace(problem, row=f"line {lines[path]}")
