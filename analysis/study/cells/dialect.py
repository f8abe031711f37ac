"""What a cell table is called by the program that wrote it: inForm (single, merged, consolidated) or QuPath."""

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

SUFFIXES = (".txt", ".tsv", ".csv")
RANK = {"inForm consolidated": 0, "inForm merged": 1, "inForm": 2, "QuPath": 2}  # which one to use for the same field
AREA = re.compile(r"Tissue Category Area \((.+)\)")
NUCLEUS = re.compile(r"Nucleus Area \((?!percent).+\)|Nucleus: Area.*")
PIXELS = re.compile(r"\((?:square |sq )?(?:pixels|megapixels?)\)|(?<![A-Za-z])px\b")


@dataclass(frozen=True)
class Dialect:
    """The columns of one cell table by their meaning; None for what the table does not have.

    `markers`: marker -> column with `CD8+`/`CD8-`; `phenotype`: a column that names one phenotype per cell.
    """

    path: Path
    kind: str
    separator: str
    columns: tuple
    field: str
    subject: str
    x: str
    y: str
    cell: str | None
    tissue: str | None
    nucleus: str | None
    area: str | None
    object: str | None
    phenotype: str | None
    markers: dict
    pixels: bool

    def scan(self):
        """The table as a lazy frame of text: nothing guessed, so slide 0929309 keeps its zero."""
        quote = None if self.separator == "\t" else '"'
        settings = {"infer_schema": False, "quote_char": quote, "encoding": "utf8-lossy"}
        frame = pl.scan_csv(self.path, separator=self.separator, glob=False, **settings)
        names = frame.collect_schema().names()
        return frame.rename(dict(zip(names, self.columns, strict=True)))


def found(folder):
    """The cell tables in a folder and its sub-folders, by name, and {other file: why it is left out}."""
    tables, others = [], {}
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file() and path.suffix.lower() in SUFFIXES:
            header = _header(path)
            kind = _kind(path, header)
            if path.stem.endswith("_summary"):
                others[path] = "a summary: its rows are not cells"
            elif kind:
                tables.append(_dialect(path, kind, header))
            else:
                others[path] = "not a cell table of inForm or QuPath"
    return tables, others


def _header(path):
    """The column names of a file, marks of encoding and line ends removed."""
    with open(path, "rb") as file:
        line = file.readline(1_000_000)
    text = line.decode("utf-8-sig", errors="replace").rstrip("\r\n")
    return [name.strip().strip('"') for name in text.split(_separator(text))]


def _separator(text):
    return max("\t,;", key=text.count)


def _kind(path, header):
    if "Cell X Position" in header:
        if any(name.startswith("Phenotype ") for name in header) and "merge" in path.stem:
            return "inForm consolidated"
        return "inForm merged" if "merge" in path.stem else "inForm"
    return "QuPath" if any(name.startswith("Centroid X") for name in header) else None


def _dialect(path, kind, header):
    with open(path, "rb") as file:
        separator = _separator(file.readline(1_000_000).decode("utf-8-sig", errors="replace"))
    named = {"field": "Sample Name", "subject": "Slide ID", "x": "Cell X Position", "y": "Cell Y Position",
             "tissue": "Tissue Category", "cell": "Cell ID", "phenotype": "Phenotype", "object": None}  # fmt: skip
    if kind == "QuPath":
        x, y = (next(name for name in header if name.startswith(f"Centroid {axis}")) for axis in "XY")
        named = {"field": "Image", "subject": "Image", "x": x, "y": y, "tissue": "Parent", "cell": None,
                 "phenotype": "Classification" if "Classification" in header else "Class",
                 "object": "Object type"}  # fmt: skip
    named = {meaning: name if name in header else None for meaning, name in named.items()}
    return Dialect(
        path,
        kind,
        separator,
        tuple(header),
        nucleus=_first(NUCLEUS, header),
        area=_first(AREA, header),
        markers={name.removeprefix("Phenotype "): name for name in header if name.startswith("Phenotype ")},
        pixels=any(PIXELS.search(name) for name in header),
        **{**named, "field": named["field"] or _missing(path, "Sample Name or Image")},
    )


def _first(pattern, header):
    return next((name for name in header if pattern.fullmatch(name)), None)


def _missing(path, column):
    raise ValueError(f"{path.name}, header: missing; expected a column {column}")
