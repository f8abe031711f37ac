"""What study.yml says of the cells: subject, markers, thresholds, scale."""

import re
from dataclasses import dataclass, field

KNOWN = ("subject", "markers", "thresholds", "microns_per_pixel")
MICRONS_PER_PIXEL = 0.5  # inForm's fields at 20 times


@dataclass(frozen=True)
class Settings:
    """How the cell tables of a folder are to be read; the defaults suit an inForm export whose Slide ID is the subject.

    `markers`: marker -> names of it in the files (None: all that the files have). `thresholds`: marker -> (column,
    above). `subject_column`, `subject` (a pattern, its first group is USUBJID) and `subjects` (text -> USUBJID).
    """

    markers: dict | None = None
    thresholds: dict = field(default_factory=dict)
    subject_column: str | None = None
    subject: str | None = None
    subjects: dict = field(default_factory=dict)
    microns_per_pixel: float = MICRONS_PER_PIXEL

    @classmethod
    def of(cls, study):
        """The settings of a study's `cells`. Raises ValueError that lists what does not fit."""
        source = study.declaration.tables["cells"][0]
        given = dict(source.parameters)
        problems = [f"{name}: expected one of {', '.join(KNOWN)}" for name in given if name not in KNOWN]
        problems += _problems(given)
        if problems:
            raise ValueError("\n".join([f"{study.id}: parameters of the table cells", *problems]))
        given["thresholds"] = {m: (t["column"], t["above"]) for m, t in given.get("thresholds", {}).items()}
        given["markers"] = _named(given.get("markers"))
        column, subjects = source.columns.get("USUBJID"), source.values.get("USUBJID", {})
        return cls(subject_column=column, subjects=dict(subjects), **given)

    def usubjid(self, text):
        """The subject that a text of the subject column stands for: None for none, "" when the pattern does not fit."""
        found = re.search(self.subject, text) if self.subject else None
        if self.subject and not found:
            return ""
        text = found[1 if found.re.groups else 0] if found else text
        return self.subjects.get(text, text)


def _named(markers):
    if markers is None or isinstance(markers, dict):
        return markers and {str(name): _list(names) for name, names in markers.items()}
    return {str(name): [] for name in markers}


def _list(names):
    return [str(name) for name in names] if isinstance(names, list) else [str(names)]


def _problems(given):
    markers, thresholds = given.get("markers"), given.get("thresholds", {})
    if markers is not None and not isinstance(markers, dict | list):
        yield f'markers: found "{markers}"; expected a list of markers, or marker: names in the files'
    if not isinstance(thresholds, dict):
        yield f'thresholds: found "{thresholds}"; expected marker: {{column: …, above: number}}'
    for marker, rule in thresholds.items() if isinstance(thresholds, dict) else ():
        if not isinstance(rule, dict) or set(rule) != {"column", "above"} or not isinstance(rule["above"], int | float):
            yield f'thresholds, {marker}: found "{rule}"; expected {{column: a column of the files, above: number}}'
    scale = given.get("microns_per_pixel", MICRONS_PER_PIXEL)
    if not isinstance(scale, int | float) or not scale > 0:
        yield f'microns_per_pixel: found "{scale}"; expected a number above 0'
    try:
        re.compile(str(given.get("subject", "")))
    except re.error as error:
        yield f'subject: found "{given["subject"]}"; expected a regular expression ({error})'
