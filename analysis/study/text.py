"""One table file as a frame of text: nothing is guessed, so USUBJID 0012 stays 0012 and a blank stays a blank."""

import csv
import datetime
import gzip
import io
import re
import unicodedata
from pathlib import Path

import pandas as pd

from analysis.study.problems import Problem

DELIMITERS = {".csv": ",", ".tsv": "\t", ".txt": "\t"}
FORMATS = "CSV, TSV or TXT (also .gz), XLSX, SAS XPT or sas7bdat, Parquet"


class Unreadable(ValueError):
    """A file that is not a table; `problems` says where and why."""

    def __init__(self, problems):
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


def read(path, *, sheet=None, nameless=""):
    """The cells of a table file as text, one row per record, "" where nothing stands.

    The index holds the row's place and its name the word for it: `line` as a text editor counts (CSV, TSV), `row` of
    the sheet (XLSX), `record` from 1 (SAS, Parquet). Column names lose surrounding blanks and full-width forms. Dates
    become ISO text, whole numbers lose ".0". `sheet` names the sheet of an XLSX file (default: the first), `nameless`
    a first column that the file leaves without a name, as flow cytometry exports do.
    Raises Unreadable when the file is absent, of another format, or not a rectangle with distinct column names.
    """
    path = Path(path)
    if not path.is_file():
        raise Unreadable([Problem(path.name, "", "", None, f"a file at {path}")])
    suffix = _suffix(path)
    if suffix in DELIMITERS:
        return _framed(path, "line", *_text_records(path, DELIMITERS[suffix]), nameless)
    if suffix == ".xlsx":
        return _framed(path, "row", *_sheet_records(path, sheet), nameless)
    if suffix in (".xpt", ".sas7bdat", ".parquet"):
        return _framed(path, "record", *_binary_records(path, suffix), nameless)
    raise Unreadable([Problem(path.name, "", "", path.suffix, f"a table as {FORMATS}")])


def digestible(name):
    """A column name as it is compared: full-width forms made plain, blanks and line breaks made one blank."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", name)).strip()


def _suffix(path):
    suffixes = [suffix.lower() for suffix in path.suffixes]
    return suffixes[-2] if suffixes[-1:] == [".gz"] and len(suffixes) > 1 else "".join(suffixes[-1:])


def _text_records(path, delimiter):
    """Header, records and line numbers of a delimited text file, a quoted line break counted as the editor does."""
    data = path.read_bytes()
    try:
        data = gzip.decompress(data) if path.suffix.lower() == ".gz" else data
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, byte = data[: error.start].count(b"\n") + 1, f"byte {data[error.start]:#x}"
        raise Unreadable([Problem(path.name, f"line {line}", "", byte, "UTF-8 text")]) from None
    except (OSError, EOFError) as error:
        raise Unreadable([Problem(path.name, "", "", str(error), "a whole gzip file")]) from None
    first = text.partition("\n")[0]
    if delimiter == "," and "," not in first and ";" in first:
        delimiter = ";"  # what spreadsheets write where the comma is the decimal mark
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records, lines, start = [], [], 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                records.append(record)
                lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable([Problem(path.name, f"line {start}", "", str(error), "closed quotes")]) from None
    return records, lines


def _sheet_records(path, sheet):
    """Records and row numbers of one sheet of an XLSX file, formulas by their last value."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except Exception as error:  # whatever a broken archive raises
        raise Unreadable([Problem(path.name, "", "", str(error), "an XLSX workbook")]) from None
    name = sheet or book.sheetnames[0]
    if name not in book.sheetnames:
        raise Unreadable([Problem(path.name, "", "sheet", name, f"one of the sheets {', '.join(book.sheetnames)}")])
    rows = [[_cell_text(cell) for cell in row] for row in book[name].iter_rows()]
    kept = [(record, number) for number, record in enumerate(rows, 1) if any(cell.strip() for cell in record)]
    return [record for record, _ in kept], [number for _, number in kept]


def _binary_records(path, suffix):
    """Records of a SAS or Parquet file. SAS goes through pyreadstat: pandas reads the number 0 of XPT as 5.4e-79."""
    try:
        if suffix == ".parquet":
            frame = pd.read_parquet(path)
        else:
            import pyreadstat

            frame, _ = (pyreadstat.read_xport if suffix == ".xpt" else pyreadstat.read_sas7bdat)(str(path))
    except Exception as error:  # the two libraries raise what they like
        raise Unreadable([Problem(path.name, "", "", str(error), f"a readable {suffix} file")]) from None
    columns = [[as_text(value) for value in frame[name].tolist()] for name in frame]
    return [list(frame), *map(list, zip(*columns, strict=True))], range(len(frame) + 1)


def as_text(value):
    """The text of one value: "" for nothing, ISO for dates (the time only when there is one), 12 for 12.0, TRUE."""
    if isinstance(value, bool):
        return str(value).upper()
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)


def _cell_text(cell):
    """The text of a cell; a number shown with leading zeros (format 00000) keeps them."""
    text = as_text(cell.value)
    zeros = re.fullmatch("0{2,}", cell.number_format or "")
    return text.zfill(len(zeros[0])) if zeros and text.isdigit() else text


def _framed(path, word, records, places, nameless):
    """The frame of header and records; every reason why they are no rectangle is listed."""
    if not records:
        raise Unreadable([Problem(path.name, "", "", "", "a header row with column names")])
    header, rows = [digestible(name) for name in records[0]], records[1:]
    header[0] = header[0] or nameless
    width = max((n for n, name in enumerate(header, 1) if name), default=0)
    problems = [
        Problem(path.name, f"{word} {place}", "", f"{len(_trimmed(row))} values", f"{width}, one for each column name")
        for row, place in zip(rows, places[1:], strict=True)
        if len(_trimmed(row)) > width or (word == "line" and len(row) < width)
    ]
    problems += _header_problems(path, f"{word} {places[0]}", header, width, rows)
    if problems:
        raise Unreadable(problems)
    cells = [[cell.strip() for cell in row[:width]] + [""] * (width - len(row)) for row in rows]
    frame = pd.DataFrame(cells, columns=header[:width], index=pd.Index(places[1:], name=word), dtype=object)
    return frame[[name for name in frame if name]]


def _trimmed(row):
    """The row without the empty cells at its end, which spreadsheets write by the hundred."""
    filled = [n for n, cell in enumerate(row, 1) if cell.strip()]
    return row[: filled[-1]] if filled else []


def _header_problems(path, place, header, width, rows):
    twice = sorted({name for name in header if name and header.count(name) > 1})
    yield from (Problem(path.name, place, name, name, "each column name once") for name in twice)
    for n, name in enumerate(header[:width]):
        if not name and any(n < len(row) and row[n].strip() for row in rows):
            yield Problem(path.name, place, f"column {n + 1}", "", "a name above a column that holds values")
