"""What a report consists of, as data: page, Word file and PDF are written from these blocks and from nothing else.

A section shows its blocks while its notebook runs, and keeps each as JSON beside what the reader sees.
"""

import json
import math
import re
from collections import namedtuple
from dataclasses import dataclass, field
from pathlib import Path

from pandas.api.types import is_bool_dtype, is_numeric_dtype

from analysis.figures import numbers
from analysis.vocabulary import signs

MIME = "application/vnd.trial-report.block+json"  # of a block in a notebook's output; {} says: nothing for the report
FILE = "blocks.json"
LAYERS = ("main", "appendix")
NUMBER, TEXT, CODE, VERDICT, PLACE = "number", "text", "code", "verdict", "place"  # what a column holds
FORMULA = re.compile(r"[=+\-@\t\r].", re.DOTALL)
NUMERIC = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]inf")
BESIDE_NUMBERS = ("", numbers.MISSING, "reference")  # cells of a column of numbers that are none


class LayerError(ValueError):
    """A layer of the report that does not exist."""


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (a section's title) to 4, plain text; `ident` is its place, unique in a report."""

    level: int
    text: str
    ident: str


@dataclass(frozen=True)
class Prose:
    """Paragraphs and lists in Markdown; HTML in it is shown as text. `left_out`: why something is not there.

    layer: "" for words that go where what they introduce goes (see `layers`).
    """

    markdown: str
    left_out: str = ""
    layer: str = ""


@dataclass(frozen=True)
class Findings:
    """What was found, a sentence of Markdown each with the place in the report that shows it: [[markdown, ident]]."""

    title: str
    sentences: list
    ident: str


@dataclass(frozen=True)
class Code:
    """The source of the cells that made what follows."""

    source: str


@dataclass(frozen=True)
class Output:
    """What a cell printed, or a picture of its own (PNG in base64), that is no figure of the report."""

    text: str
    png: str = ""


@dataclass(frozen=True)
class Figure:
    """A figure: the path of its SVG below the report's folder, and links [[words, path]] to all its files."""

    name: str
    label: str
    caption: str
    alt: str
    path: str
    ident: str
    links: list = field(default_factory=list)
    wide: bool = False
    layer: str = LAYERS[0]


class Cell(namedtuple("Cell", "text value lead aside", defaults=[None, "", ""])):
    """A printed cell: its raw number or None, bold words before its text, small words below it."""

    @property
    def words(self):
        """All words of the cell in a line."""
        return " ".join(filter(None, (self.lead, self.text, self.aside)))


@dataclass(frozen=True)
class Column:
    """A column of a table: heading, what it holds, its cells."""

    heading: str
    kind: str
    cells: list


@dataclass(frozen=True)
class Table:
    """A table as printed: columns, `rows` with each row's place if any, notes {letter: words}, links as in Figure."""

    name: str
    label: str
    caption: str
    columns: list
    ident: str
    notes: dict = field(default_factory=dict)
    links: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    layer: str = LAYERS[0]

    def __len__(self):
        return len(self.columns[0].cells) if self.columns else 0

    @property
    def lines(self):
        """The rows, each a list of its cells."""
        return [list(line) for line in zip(*(column.cells for column in self.columns), strict=True)]


KINDS = {kind.__name__.lower(): kind for kind in (Heading, Prose, Findings, Code, Output, Figure, Table)}


def checked(layer):
    """The layer if there is one of this name; LayerError otherwise."""
    if layer not in LAYERS:
        raise LayerError(f"layer {layer!r}: expected one of {', '.join(LAYERS)}")
    return layer


def columns(frame):
    """The columns of a printed frame."""
    return [column(name, cells) for name, cells in frame.items()]


def column(heading, cells, *, kind=None, lead=None, aside=None):
    """A column of cells; its kind, where not given, is NUMBER if a cell has a number and the others none to say."""
    texts = [numbers.MISSING if numbers.absent(cell) else signs(str(cell)) for cell in cells]
    values, blank = [_value(cell) for cell in cells], [""] * len(texts)
    others = [text for text, value in zip(texts, values, strict=True) if value is None]
    numeric = len(others) < len(texts) and set(others) <= set(BESIDE_NUMBERS)
    known = [None if value is None or math.isnan(value) else value for value in values]
    rows = zip(texts, known, lead or blank, aside or blank, strict=True)
    return Column(signs(str(heading)), kind or (NUMBER if numeric else TEXT), [Cell(*row) for row in rows])


def to_json(block):
    """A block as a dict of plain JSON."""
    plain = {"block": type(block).__name__.lower(), **vars(block)}
    if isinstance(block, Table):
        plain["columns"] = [[one.heading, one.kind, list(map(_plain, one.cells))] for one in block.columns]
    return plain


def from_json(plain):
    """The block of such a dict."""
    words = {name: value for name, value in plain.items() if name != "block"}
    if "columns" in words:
        given = words["columns"]
        words["columns"] = [Column(name, kind, [_cell(*cell) for cell in cells]) for name, kind, cells in given]
    return KINDS[plain["block"]](**words)


def write(shown, folder):
    """Write blocks as blocks.json into a folder."""
    text = json.dumps([to_json(block) for block in shown], indent=1, ensure_ascii=False, allow_nan=False)
    (Path(folder) / FILE).write_text(text + "\n")


def read(folder):
    """The blocks of a folder's blocks.json; FileNotFoundError where it has none."""
    return [from_json(plain) for plain in json.loads((Path(folder) / FILE).read_text())]


def left_out(sections):
    """Every reason why something is left out, once, [(section, heading above it, reason)], of {section: its blocks}."""
    found, heading = {}, ""
    for section, own in sections.items():
        for block in own:
            heading = block.text if isinstance(block, Heading) else heading
            if reason := getattr(block, "left_out", ""):
                found.setdefault((section, reason), (section, heading, reason))
    return list(found.values())


def csv(frame):
    """The bytes of a table as CSV, full precision, with Unix line ends.

    A text that a spreadsheet would take for a formula gets an apostrophe in front, `'=1+1`, which shows it as it is.
    """
    words = [name for name in frame if not is_numeric_dtype(frame[name]) and not is_bool_dtype(frame[name])]
    plain = frame.assign(**{name: frame[name].map(harmless) for name in words if isinstance(name, str)})
    return plain.rename(columns=harmless).to_csv(index=False, lineterminator="\n").encode()


def harmless(value):
    """A value with an apostrophe in front where it is a text that a spreadsheet would take for a formula."""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) and not NUMERIC.fullmatch(value) else value


def as_written(text):
    """A text of such a CSV without that apostrophe."""
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


def _value(cell):
    """The number that a cell carries, NaN for one that is not there, None for a text."""
    if isinstance(cell, numbers.Printed):
        return cell.value
    number = not isinstance(cell, bool | str) and hasattr(cell, "__float__")
    return float(cell) if number and not numbers.absent(cell) else None


def _plain(cell):
    # JSON knows no infinity
    value = cell.value if cell.value is None or math.isfinite(cell.value) else str(cell.value)
    return [cell.text, value, cell.lead, cell.aside]


def _cell(text, value, lead, aside):
    return Cell(text, None if value is None else float(value), lead, aside)
