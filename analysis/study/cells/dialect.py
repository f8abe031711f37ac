"""A cell table as the program that wrote it calls things, inForm, QuPath or HALO, and as study.yml says (Settings)."""

import re
from collections import namedtuple
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from analysis.study import readers, text
from analysis.study.declaration.source import Ids
from analysis.study.problems import Problem, StudyError, Unreadable, near, stop

SUFFIXES = (".txt", ".tsv", ".csv", ".gz")
# Which one to use for the same field.
RANK = {"inForm consolidated": 0, "inForm merged": 1, "inForm": 2, "QuPath": 2, "HALO": 2}
AREA = re.compile(r"Tissue Category Area \((.+)\)")
NUCLEUS = re.compile(r"Nucleus Area \((?!percent).+\)|Nucleus: Area.*")
PIXELS = re.compile(r"\((?:square |sq )?(?:pixels|megapixels?)\)|(?<![A-Za-z])px\b")
INFORM = {"field": "Sample Name", "subject": "Slide ID", "x": "Cell X Position", "y": "Cell Y Position",
          "tissue": "Tissue Category", "cell": "Cell ID", "phenotype": "Phenotype", "object": None}  # fmt: skip
QUPATH = {"field": "Image", "subject": "Image", "tissue": "Parent", "cell": None}
HALO = {"field": "Image Location", "subject": "Image Location", "tissue": "Classifier Label"}
POSITIVE = re.compile(r"(.+?)(?: \([^()]*\))? Positive Classification")  # HALO's column of 1 and 0 for a marker
KNOWN = ("subject", "markers", "thresholds", "microns_per_pixel")
MICRONS_PER_PIXEL = 0.5  # inForm's fields at 20 times
SCHEMA = re.compile(r"Phenotype[ -](?=\S)")  # before a marker: `Phenotype CD8` of phenoptr, `Phenotype-CD8` of inForm
TOLD = "path kind file columns field subject x y cell tissue nucleus area object kinds phenotype markers pixels"


class Dialect(namedtuple("Told", TOLD)):
    """The columns of one cell table by their meaning; None for what the table does not have.

    `markers`: marker -> column with `CD8+`/`CD8-`; `phenotype`: a column that names one phenotype per cell; `columns`:
    all of them, under their own names; `file`: the Scanned; `kinds`: which words of `object` are a kind of object (old
    QuPath writes it as the name); `pixels`: whether places are in pixels.
    """

    @property
    def places(self):
        """Whether the table says where its cells lie."""
        return self.x is not None and self.y is not None

    def mark(self, settings):
        """The decimal mark: as study.yml says, else as places, areas and intensities of the first rows tell."""
        names = [self.x, self.y, self.area, self.nucleus, *(column for column, _ in settings.thresholds.values())]
        places = [self.columns.index(name) for name in names if name in self.columns]
        rows = [[row[place] for place in places] for row in self.file.rows if len(row) >= len(self.columns)]
        return text.decimal_mark(pd.DataFrame(rows, columns=range(len(places)), dtype=object), settings.decimal)

    def problem(self, column, value, expected):
        """The Problem of a column of the table, or of its header."""
        return Problem(self.path.name, "header" if value is None else "", column, value, expected)


def found(folder, renamed=None):
    """The cell tables in a folder and its sub-folders, by name, and {other file: why it is left out}.

    renamed: {a column of inForm or QuPath: its name here}. Raises Unreadable for a cell table in an unclear encoding.
    """
    own = {text.digestible(given): name for name, given in (renamed or {}).items()}
    tables, others = [], {}
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file() and path.suffix.lower() in SUFFIXES:
            file = _scanned(path, own)
            if "_summary." in path.name:
                others[path] = "a summary: its rows are not cells"
            elif kind := file and _kind(path, file.names):
                tables.append(_dialect(path, kind, file))
            else:
                others[path] = _other(file.names if file else ())
    return tables, others


def ordered(folder, settings):
    """The cell tables of a folder, first those that win over others of the same field, and {other file: why}.

    Raises StudyError where there is none, or where settings name a column that no table has; else as `found`.
    """
    tables, others = found(folder, settings.columns)
    if not tables:
        seen = "".join(f"\n{path.name}: {why}" for path, why in others.items())
        raise StudyError(
            f"{folder}: no cell table; expected *_cell_seg_data.txt of inForm, an export of QuPath or HALO{seen}"
        )
    _check_columns(tables, settings)
    return sorted(tables, key=lambda table: (RANK[table.kind], str(table.path))), others


def _check_columns(tables, settings):
    """Every column that study.yml names or translates is in some file."""
    known = list(dict.fromkeys(name for table in tables for name in table.columns))
    told = {f"columns.{name}": given for given, name in zip(settings.columns.values(), settings.columns, strict=True)}
    problems = [Problem("study.yml", "", f"tables.cells.{key}", given, f"a column of the files; {near(given, known)}")
                for key, given in told.items() if key.partition(".")[2] not in known]  # fmt: skip
    problems += [Problem("study.yml", "", "tables.cells.values", name, f"a column of the files; {near(name, known)}")
                 for name in settings.values if name not in known]  # fmt: skip
    stop(*problems, error=StudyError)


def _other(header):
    """What a table is that is no cell table of inForm or QuPath, and how to declare it."""
    plain = {name.strip().lower() for name in header}
    if plain & {"usubjid", "patient", "subject", "patient id"}:
        return "a table of subjects: if its columns are markers (0-1), declare it as `fractions` instead of `cells`"
    return "not a cell table of inForm, QuPath or HALO"


def _scanned(path, own):
    """The file as it is laid out, its columns named as the program does; None for no text and no cell table."""
    try:
        file = text.scan(path, lambda names: _kind(path, [own.get(name, name) for name in names]) is not None)
    except Unreadable:
        if re.search(rb"Cell X Position|Centroid X|Object type", path.read_bytes()[: text.table.BEGINNING]):
            raise
        return None
    return replace(file, names=tuple(own.get(name, name) for name in file.names))


def _kind(path, header):
    if "Cell X Position" in header:
        if any(map(SCHEMA.match, header)) and "merge" in path.stem:
            return "inForm consolidated"
        return "inForm merged" if "merge" in path.stem else "inForm"
    if {"Object Id", "XMin"} <= set(header):
        return "HALO"
    named = "Image" in header and {"Object type", "Classification", "Class"} & set(header)
    return "QuPath" if named or any(name.startswith("Centroid X") for name in header) else None


def _dialect(path, kind, file):
    header, named = file.names, INFORM
    if kind == "QuPath":
        x, y = (next((name for name in header if name.startswith(f"Centroid {axis}")), None) for axis in "XY")
        named = QUPATH | {"x": x, "y": y, "object": "Object type" if "Object type" in header else "Name"}
        named["phenotype"] = "Classification" if "Classification" in header else "Class"
    if kind == "HALO":
        named = dict.fromkeys(INFORM) | HALO
    named = {meaning: name if name in header else None for meaning, name in named.items()}
    if named["field"] is None:
        raise Unreadable(Problem(path.name, "header", "", None, "a column Sample Name, Image or Image Location"))
    return Dialect(
        path, kind, file, header, **named,
        nucleus=next(filter(NUCLEUS.fullmatch, header), None), area=next(filter(AREA.fullmatch, header), None),
        markers=_markers(kind, header),
        kinds=r"^Path\w+Object$" if named["object"] == "Name" else "",
        pixels=any(map(PIXELS.search, header)))  # fmt: skip


def _markers(kind, header):
    """Marker -> its column: `CD8+` and `CD8-` of inForm, 1 and 0 of HALO; none of QuPath, which names classes."""
    if kind == "HALO":
        return {found[1]: name for name in header if (found := POSITIVE.fullmatch(name))}
    return {SCHEMA.sub("", name, count=1): name for name in header if SCHEMA.match(name)}


@dataclass(frozen=True)
class Settings:
    """How the cell tables of a folder are to be read; the defaults suit an inForm export whose Slide ID is the subject.

    `markers`: marker -> names of it in the files (None: all that the files have). `thresholds`: marker -> (column,
    above). `subject_column`, `subject` (a pattern, its first group is USUBJID) and `subjects` (text -> USUBJID).
    `columns`: a column of inForm or QuPath -> its name here; `values`: column -> {word here: word there}; `ignore`: a
    pattern of the fields to leave out; `ids`: how the study writes USUBJID.
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
    ignore: str | None = None
    ids: Ids | None = None

    @classmethod
    def of(cls, study):
        """The settings of a study's `cells`. Raises StudyError that lists what does not fit."""
        source = readers.sources(study, "cells")[0]
        given = dict(source.parameters)
        problems = [Problem("study.yml", "", f"tables.cells.parameters{name}", str(value), expected)
                    for name, value, expected in _misfits(given)]  # fmt: skip
        if isinstance(source.ignore, dict):
            problems.append(Problem("study.yml", "", "tables.cells.ignore", str(source.ignore), "a pattern of fields"))
        if problems:
            raise StudyError(f"{study.id}: parameters of the table cells", problems)
        rules = given.get("thresholds", {}).items()
        given["thresholds"] = {marker: (text.digestible(rule["column"]), rule["above"]) for marker, rule in rules}
        given["markers"] = _named(given.get("markers"))
        columns, values = dict(source.columns), dict(source.values)
        column, subjects = columns.pop("USUBJID", None), values.pop("USUBJID", {})
        return cls(subject_column=column and text.digestible(column), subjects=dict(subjects), columns=columns,
                   values=values, decimal=source.decimal, ignore=source.ignore, ids=source.ids, **given)  # fmt: skip

    def usubjid(self, text):
        """The subject that a text of the subject column stands for: None for none, "" when the pattern does not fit."""
        found = re.search(self.subject, text) if self.subject else None
        if self.subject and not found:
            return ""
        text = found[1 if found.re.groups else 0] if found else text
        return self.subjects.get(text, self.ids.written(text) if self.ids else text)


def _named(markers):
    if isinstance(markers, list):
        return {str(name): [] for name in markers}
    lists = {name: names if isinstance(names, list) else [names] for name, names in (markers or {}).items()}
    return markers and {str(name): [*map(str, names)] for name, names in lists.items()}


def _misfits(given):
    """The parameters that do not fit: where, value, what was expected."""
    yield from (("", name, near(name, KNOWN)) for name in given if name not in KNOWN)
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
