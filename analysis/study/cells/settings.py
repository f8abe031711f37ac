"""What study.yml says of the cells: subject, markers, thresholds, scale."""

import re
from dataclasses import dataclass, field

from analysis.study import text
from analysis.study.problems import Problem, StudyError, near

KNOWN = ("subject", "markers", "thresholds", "microns_per_pixel")
MICRONS_PER_PIXEL = 0.5  # inForm's fields at 20 times


@dataclass(frozen=True)
class Settings:
    """How the cell tables of a folder are to be read; the defaults suit an inForm export whose Slide ID is the subject.

    `markers`: marker -> names of it in the files (None: all that the files have). `thresholds`: marker -> (column,
    above). `subject_column`, `subject` (a pattern, its first group is USUBJID) and `subjects` (text -> USUBJID).
    `columns`: a column of inForm or QuPath -> its name here; `values`: column -> {word here: word there}.
    """

    markers: dict | None = None
    thresholds: dict = field(default_factory=dict)
    subject_column: str | None = None
    subject: str | None = None
    subjects: dict = field(default_factory=dict)
    microns_per_pixel: float = MICRONS_PER_PIXEL
    columns: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)
    decimal: str | None = None

    @classmethod
    def of(cls, study):
        """The settings of a study's `cells`. Raises StudyError that lists what does not fit."""
        source = study.declaration.tables["cells"][0]
        given = dict(source.parameters)
        problems = [*(("", name, near(name, KNOWN)) for name in given if name not in KNOWN), *_problems(given)]
        if problems:
            place = "tables.cells.parameters"
            listed = [Problem("study.yml", "", place + name, str(value), why) for name, value, why in problems]
            raise StudyError(f"{study.id}: parameters of the table cells", listed)
        rules = given.get("thresholds", {}).items()
        given["thresholds"] = {marker: (text.digestible(rule["column"]), rule["above"]) for marker, rule in rules}
        given["markers"] = _named(given.get("markers"))
        columns, values = dict(source.columns), dict(source.values)
        column, subjects = columns.pop("USUBJID", None), values.pop("USUBJID", {})
        return cls(subject_column=column and text.digestible(column), subjects=dict(subjects), columns=columns,
                   values=values, decimal=source.decimal, **given)  # fmt: skip

    def usubjid(self, text):
        """The subject that a text of the subject column stands for: None for none, "" when the pattern does not fit."""
        found = re.search(self.subject, text) if self.subject else None
        if self.subject and not found:
            return ""
        text = found[1 if found.re.groups else 0] if found else text
        return self.subjects.get(text, text)


def _named(markers):
    if markers is None or isinstance(markers, dict):
        lists = {name: names if isinstance(names, list) else [names] for name, names in (markers or {}).items()}
        return markers and {str(name): [*map(str, names)] for name, names in lists.items()}
    return {str(name): [] for name in markers}


def _problems(given):
    markers, thresholds = given.get("markers"), given.get("thresholds", {})
    if markers is not None and not isinstance(markers, dict | list):
        yield ".markers", markers, "a list of markers, or marker: names in the files"
    if not isinstance(thresholds, dict):
        yield ".thresholds", thresholds, "marker: {column: …, above: number}"
    for marker, rule in thresholds.items() if isinstance(thresholds, dict) else ():
        if not isinstance(rule, dict) or set(rule) != {"column", "above"} or not isinstance(rule["above"], int | float):
            yield f".thresholds.{marker}", rule, "{column: a column of the files, above: number}"
    scale = given.get("microns_per_pixel", MICRONS_PER_PIXEL)
    if not isinstance(scale, int | float) or not scale > 0:
        yield ".microns_per_pixel", scale, "a number above 0"
