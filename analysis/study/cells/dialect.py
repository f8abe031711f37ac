"""What a cell table is called by the program that wrote it: inForm (single, merged, consolidated) or QuPath."""

import re
from collections import namedtuple
from pathlib import Path

import pandas as pd

from analysis.study import text
from analysis.study.problems import Problem, Unreadable

SUFFIXES = (".txt", ".tsv", ".csv", ".gz")
RANK = {"inForm consolidated": 0, "inForm merged": 1, "inForm": 2, "QuPath": 2}  # which one to use for the same field
AREA = re.compile(r"Tissue Category Area \((.+)\)")
NUCLEUS = re.compile(r"Nucleus Area \((?!percent).+\)|Nucleus: Area.*")
PIXELS = re.compile(r"\((?:square |sq )?(?:pixels|megapixels?)\)|(?<![A-Za-z])px\b")


TOLD = "path kind file columns field subject x y cell tissue nucleus area object phenotype markers pixels"


class Dialect(namedtuple("Told", TOLD)):
    """The columns of one cell table by their meaning; None for what the table does not have.

    `markers`: marker -> column with `CD8+`/`CD8-`; `phenotype`: a column that names one phenotype per cell; `columns`:
    all of them, under their own names; `file`: the Scanned; `pixels`: whether places are in pixels.
    """

    def collect(self, query):
        """What `query` makes of the lazy frame of the table's cells as text; see `Scanned.collect`."""
        own = dict(zip(self.file.names, self.columns, strict=True))
        return self.file.collect(lambda frame: query(frame.rename(own)))

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

    renamed: {a column of inForm or QuPath: the name it has here}. Raises Unreadable for a cell table whose encoding
    cannot be told.
    """
    own = {text.digestible(given): name for name, given in (renamed or {}).items()}
    tables, others = [], {}
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file() and path.suffix.lower() in SUFFIXES:
            file = _scanned(path, own)
            header = [own.get(name, name) for name in file.names] if file else []
            if "_summary." in path.name:
                others[path] = "a summary: its rows are not cells"
            elif kind := _kind(path, header):
                tables.append(_dialect(path, kind, file, header))
            else:
                others[path] = "not a cell table of inForm or QuPath"
    return tables, others


def _scanned(path, own):
    """The file as it is laid out; None for one that is no text and no cell table."""
    try:
        return text.scan(path, lambda names: _kind(path, [own.get(name, name) for name in names]) is not None)
    except Unreadable:
        if re.search(rb"Cell X Position|Centroid X", path.read_bytes()[: text.table.BEGINNING]):
            raise
        return None


def _kind(path, header):
    if "Cell X Position" in header:
        if any(name.startswith("Phenotype ") for name in header) and "merge" in path.stem:
            return "inForm consolidated"
        return "inForm merged" if "merge" in path.stem else "inForm"
    return "QuPath" if any(name.startswith("Centroid X") for name in header) else None


def _dialect(path, kind, file, header):
    named = {"field": "Sample Name", "subject": "Slide ID", "x": "Cell X Position", "y": "Cell Y Position",
             "tissue": "Tissue Category", "cell": "Cell ID", "phenotype": "Phenotype", "object": None}  # fmt: skip
    if kind == "QuPath":
        x, y = (next(name for name in header if name.startswith(f"Centroid {axis}")) for axis in "XY")
        named = {"field": "Image", "subject": "Image", "x": x, "y": y, "tissue": "Parent", "cell": None,
                 "phenotype": "Classification" if "Classification" in header else "Class",
                 "object": "Object type"}  # fmt: skip
    named = {meaning: name if name in header else None for meaning, name in named.items()}
    if named["field"] is None:
        raise Unreadable(Problem(path.name, "header", "", None, "a column Sample Name or Image"))
    return Dialect(
        path, kind, file, tuple(header), **named,
        nucleus=next(filter(NUCLEUS.fullmatch, header), None), area=next(filter(AREA.fullmatch, header), None),
        markers={name.removeprefix("Phenotype "): name for name in header if name.startswith("Phenotype ")},
        pixels=any(PIXELS.search(name) for name in header),
    )  # fmt: skip
