"""The statistical analysis plan of a study, sap.yml beside study.yml: what it names, and from when it is."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from analysis.study.declaration.reading import load
from analysis.study.problems import Problem, StudyError, near, stop
from analysis.vocabulary import EVERYONE

FILE = "sap.yml"
# What an analysis may name of result rows, in lists: {its key: column of results.csv}.
COLUMNS = {"endpoints": "endpoint", "estimands": "estimand", "groupings": "grouping", "populations": "population",
           "sections": "section", "families": "family"}  # fmt: skip
PARTS = ("analyses", "exploratory")
EXPECTED = "an analysis such as os_by_sex: {endpoints: [OS], groupings: [sex]}"


class Plan(NamedTuple):
    """A plan: its date, and of `analyses` and `exploratory` {name: {column of results.csv: [value]}}."""

    date: datetime.date
    analyses: dict
    exploratory: dict


def read(study):
    """The Plan of a study, None where it has no sap.yml.

    StudyError lists every problem: a key or a list that is none, an endpoint, grouping or population that the study
    does not have, a date that is none, and a study without the data cutoff that the date is compared with.
    """
    file = Path(study.folder) / FILE
    if not file.is_file():
        return None
    content, lines, problems = load(file.read_text(encoding="utf-8-sig"))
    place = _Place(lines)
    found = [replace(one, file=FILE) for one in problems]
    found += [*_date(content, study, place), *_analyses(content, study, place)]
    stop(*found, title=str(study.folder), error=StudyError)
    named = {part: {name: _keys(own) for name, own in (content.get(part) or {}).items()} for part in PARTS}
    return Plan(datetime.date.fromisoformat(str(content["date"])), **named)


class _Place:
    """The words for the line of a key."""

    def __init__(self, lines):
        self.lines = lines

    def problem(self, path, value, expected):
        line = next((f"line {self.lines[path[:n]]}" for n in range(len(path), 0, -1) if path[:n] in self.lines), "")
        return Problem(FILE, line, ".".join(path), None if value is None else str(value), expected)


def _date(content, study, place):
    try:
        datetime.date.fromisoformat(str(content.get("date")))
    except ValueError:
        yield place.problem(("date",), content.get("date"), "the date of the plan as YYYY-MM-DD")
    if study.data_cutoff is None:
        yield Problem("study.yml", "", "data_cutoff", None, f"a date, with which that of {FILE} is compared")
    for key in set(content) - {"date", *PARTS}:
        yield place.problem((key,), key, f"a known key; {near(key, ('date', *PARTS))}")


def _analyses(content, study, place):
    known = {"endpoints": study.endpoints, "populations": list(study.populations),
             "groupings": [*study.groupings, *study.numbers]}  # fmt: skip
    if not content.get("analyses"):
        yield place.problem(("analyses",), None, EXPECTED)
    for part in PARTS:
        of = content.get(part) or {}
        if not isinstance(of, dict):
            yield place.problem((part,), of, EXPECTED)
            continue
        for name, own in of.items():
            yield from _analysis((part, str(name)), own, known, place)


def _analysis(path, own, known, place):
    if not isinstance(own, dict) or not own:
        yield place.problem(path, own, EXPECTED)
        return
    for key, values in own.items():
        if key not in COLUMNS:
            yield place.problem((*path, key), key, f"a known key; {near(key, COLUMNS)}")
        elif not isinstance(values, list) or not values:
            yield place.problem((*path, key), values, f"a list, as {key}: [...]")
        elif key in known and path[0] == "analyses":
            for value in (str(one) for one in values if str(one) not in known[key]):
                yield place.problem((*path, key), value, f"one of the study's {key}; {near(value, known[key])}")


def _keys(own):
    """What an analysis names, by column; of all subjects, and of no groups, where it says nothing of these."""
    named = {COLUMNS[key]: [str(one) for one in values] for key, values in own.items()}
    usual = {} if "grouping" in named or "family" in named else {"grouping": [""]}
    return {"population": [EVERYONE]} | usual | named
