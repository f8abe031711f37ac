"""A table file as a frame of text with the place of every row, or, where it is large, as a stream read by polars."""

import io
import json
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pandas as pd

from analysis.study import inside
from analysis.study.problems import Problem, Unreadable, stop
from analysis.study.text import layout
from analysis.study.text.values import as_text, digestible

TEXT = {".csv": ",;\t", ".tsv": "\t;,", ".txt": "\t;,", ".tab": "\t;,", ".maf": "\t;,", ".xls": "\t;,"}
BINARY = {".xpt": "SAS XPT", ".sas7bdat": "SAS", ".parquet": "Parquet"}
JSON = (".json", ".ndjson")
FORMATS = "CSV, TSV, TXT or MAF (also .gz), XLSX, SAS XPT or sas7bdat, Parquet, Dataset-JSON"
BEGINNING, ROWS = 1_000_000, 200  # bytes and lines that tell how a large file is laid out


def read(path, *, sheet=None, nameless="", known=layout.unknown, decimal=None, header=None, bounds=()):
    """The cells of a table file as text, one row per record, "" where nothing stands.

    The index is the row's place, named `line` as a text editor counts, `row` of a sheet or `record` from 1 (SAS,
    Parquet); attrs["written"] says how the file is written. Dates become ISO text, whole numbers lose ".0". Lines above
    the header that `known` (a function of the names) recognises, and `#` lines, are left out. `nameless`: the name of a
    first column without one; `decimal`: the mark with which numbers that are no text are written; `header`: the row of
    the header; `bounds`: first row and column, last row and column of the cells that are read, None for an open end.
    Raises Unreadable when the file is absent, of another format or encoding, or no rectangle with distinct names.
    """
    path = Path(path)
    suffix = Path(path.name.lower().removesuffix(".gz")).suffix
    if not path.is_file():
        raise Unreadable(Problem(path.name, "", "", None, f"a file at {path}"))
    if suffix in TEXT:
        word, (text, encoding) = "line", layout.decoded(layout.contents(path), path.name)
        mark = layout.delimiter(text, known, TEXT[suffix])
        (records, places), written = layout.records(text, mark, path.name), layout.described(encoding, mark)
    elif suffix in (".xlsx", ".xlsm"):
        word, (records, places), written = (
            "row",
            _of_workbook(path, sheet, decimal),
            f"workbook, sheet {sheet or 1}",
        )
    elif suffix in JSON:
        word, (records, places), written = "record", _of_dataset_json(path, suffix), "Dataset-JSON"
    elif suffix in BINARY:
        word, (records, places), written = "record", _of_binary(path, suffix, decimal), BINARY[suffix]
    else:
        raise Unreadable(Problem(path.name, "", "", path.suffix, f"a table as {FORMATS}"))
    if bounds:
        records, places = layout.within(records, places, *bounds, to_gap=word == "row")
    top = _header_at(path, word, header, places) if header else layout.header_row(records, known)
    frame = _framed(path, word, records[top:], places[top:], nameless)
    frame.attrs["written"] = written
    return frame


def _header_at(path, word, header, places):
    """The position of the row that is said to be the header."""
    if header not in places:
        raise Unreadable(Problem(path.name, f"{word} {header}", "", "", "the header row, as header_row says"))
    return list(places).index(header)


def _of_workbook(path, sheet, decimal):
    """Records and row numbers of one sheet of an XLSX file, formulas by their last value."""
    import openpyxl

    inside.check_archive(path)
    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except Exception as error:  # whatever a broken archive raises
        raise Unreadable(Problem(path.name, "", "", str(error), "an XLSX workbook")) from None
    name = sheet or book.sheetnames[0]
    if name not in book.sheetnames:
        raise Unreadable(Problem(path.name, "", "sheet", name, f"one of the sheets {', '.join(book.sheetnames)}"))
    rows = [[_cell_text(cell, decimal or ".") for cell in row] for row in book[name].iter_rows()]
    kept = [number for number, record in enumerate(rows, 1) if any(cell.strip() for cell in record)]
    return [rows[number - 1] for number in kept], kept


def _of_dataset_json(path, suffix):
    """Records of a Dataset-JSON 1.1 file: one object with columns and rows, or a line of each (NDJSON)."""
    text, _ = layout.decoded(layout.contents(path), path.name)
    try:
        head, *lines = [json.loads(line) for line in text.splitlines() if line.strip()] if suffix == ".ndjson" else [
            json.loads(text)]  # fmt: skip
        names, rows = [column["name"] for column in head["columns"]], head.get("rows", []) + lines
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        said = f"{type(error).__name__}: {error}"
        raise Unreadable(Problem(path.name, "", "", said, "Dataset-JSON 1.1: columns with names, and rows")) from None
    width = f"{len(names)} values, one for each column"
    wrong = {n: row for n, row in enumerate(rows, 1) if not isinstance(row, list) or len(row) != len(names)}
    stop(*(Problem(path.name, f"record {n}", "", str(row), width) for n, row in wrong.items()))
    return [names, *([as_text(value) for value in row] for row in rows)], range(len(rows) + 1)


def _of_binary(path, suffix, decimal):
    """Records of a SAS or Parquet file. SAS goes through pyreadstat: pandas reads the number 0 of XPT as 5.4e-79."""
    try:
        if suffix == ".parquet":
            frame = pd.read_parquet(path)
        else:
            import pyreadstat

            frame, _ = (pyreadstat.read_xport if suffix == ".xpt" else pyreadstat.read_sas7bdat)(str(path))
    except Exception as error:  # the two libraries raise what they like
        raise Unreadable(Problem(path.name, "", "", str(error), f"a readable {suffix} file")) from None
    columns = [[as_text(value, decimal or ".") for value in frame[name].tolist()] for name in frame]
    return [list(frame), *map(list, zip(*columns, strict=True))], range(len(frame) + 1)


def _cell_text(cell, decimal):
    """The text of a cell; leading zeros (format 00000) and percent (0.2 shown as 20%) stay as a person sees them."""
    text, zeros = as_text(cell.value, decimal), cell.number_format or ""
    if "%" in zeros and isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return f"{Decimal(repr(cell.value)).scaleb(2).normalize():f}%".replace(".", decimal)
    return text.zfill(len(zeros)) if len(zeros) > 1 and set(zeros) == {"0"} and text.isdigit() else text


def _framed(path, word, records, places, nameless):
    """The frame of header and records; every reason why they are no rectangle is listed."""
    if not records:
        raise Unreadable(Problem(path.name, "", "", "", "a header row with column names"))
    header, rows = [digestible(name) for name in records[0]], records[1:]
    header[0] = header[0] or nameless
    width = _filled(header)
    problems = [
        Problem(path.name, f"{word} {place}", "", f"{_filled(row)} values", f"{width}, one for each column name")
        for row, place in zip(rows, places[1:], strict=True)
        if _filled(row) > width or (word == "line" and len(row) < width)
    ]
    stop(*problems, *_header_problems(path, f"{word} {places[0]}", header, width, rows))
    cells = [[cell.strip() for cell in row[:width]] + [""] * (width - len(row)) for row in rows]
    frame = pd.DataFrame(cells, columns=header[:width], index=pd.Index(places[1:], name=word), dtype=object)
    return frame[[name for name in frame if name]]


def _filled(row):
    """The cells of a row without the empty ones at its end, which spreadsheets write by the hundred."""
    return max((n for n, cell in enumerate(row, 1) if cell.strip()), default=0)


def _header_problems(path, place, header, width, rows):
    twice = sorted({name for name in header if name and header.count(name) > 1})
    yield from (Problem(path.name, place, name, name, "each column name once") for name in twice)
    for n, name in enumerate(header[:width]):
        if not name and any(n < len(row) and row[n].strip() for row in rows):
            yield Problem(path.name, place, f"column {n + 1}", "", "a name above a column that holds values")


@dataclass(frozen=True)
class Scanned:
    """How a large text table is laid out: its column names, and the first rows of it as lists of text."""

    path: Path
    names: tuple
    rows: list
    delimiter: str
    above: int  # lines above the header
    plain: bool  # UTF-8 and not packed: polars can read the file itself

    def collect(self, query):
        """What `query`, a function of a lazy frame of all cells as text, makes of the table, read as a stream.

        Raises Unreadable for rows wider than the header and for an encoding that cannot be told.
        """
        import polars as pl  # slow to load, and not needed for other tables

        options = {"separator": self.delimiter, "quote_char": None if self.delimiter == "\t" else '"'}
        try:
            source = self.path if self.plain else io.BytesIO(layout.text_of(self.path).encode())
            frame = pl.scan_csv(source, infer_schema=False, glob=False, skip_lines=self.above, **options)
            named = frame.rename(dict(zip(frame.collect_schema().names(), self.names, strict=True)))
            return query(named).collect(engine="streaming")
        except pl.exceptions.PolarsError as error:
            if self.plain and "utf-8" in str(error).lower():  # other bytes come after the beginning
                return replace(self, plain=False).collect(query)
            expected = "a table with as many cells in each row as columns, each under its own name"
            raise Unreadable(Problem(self.path.name, "", "", str(error).splitlines()[0], expected)) from None


def scan(path, known=layout.unknown):
    """The Scanned of a text file, told from its beginning; `known` as in `read`. A file without a line has no names.

    Raises Unreadable when the encoding cannot be told or a quotation mark is never closed.
    """
    data = layout.contents(path, BEGINNING)
    whole = len(data) < BEGINNING
    text, name = layout.decoded(data, path.name, whole=whole)
    text = "".join(islice(io.StringIO(text if whole else text[: text.rfind("\n") + 1], newline=""), ROWS))
    mark = layout.delimiter(text, known, "\t,;")
    found, lines = layout.records(text, mark, path.name)
    top = layout.header_row(found, known)
    names, above = (tuple(map(digestible, found[top])), lines[top] - 1) if top < len(found) else ((), 0)
    plain = name.startswith("utf-8") and path.suffix.lower() != ".gz"
    return Scanned(path, names, found[top + 1 :], mark, above, plain)
