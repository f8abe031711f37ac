"""How a text file is laid out, told from the file itself: gzip, encoding, delimiter, and where its header stands."""

import codecs
import csv
import io
import re
import zlib
from itertools import islice

from analysis.study import inside
from analysis.study.problems import Problem, Unreadable
from analysis.study.text.values import digestible

BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
SAVED = 'UTF-8, UTF-16 or Windows-1252; save the file again as "CSV UTF-8" (Excel) or with the encoding UTF-8 (editor)'
# What western European tables hold beyond ASCII. Bytes of other encodings (Mac, Chinese, Cyrillic, Polish), read as
# Windows-1252, give other signs, long runs of accents, or a small ² within a word.
WESTERN = "µ°±²³¹½·×÷§ºª«»¿¡ßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿÀÁÂÄÅÆÇÈÉÊËÍÎÓÔÖØÙÚÛÜÑœŒ€™®©–—‘’“”„…•‰\xa0\xad"
GARBLED = re.compile(rf"[\0-\x08\x0e-\x1f]|[^\x00-\x7f{WESTERN}]|[À-ÿ]{{4}}|[a-zà-ÿ][¹²³][a-zà-ÿ]")
MARKS = {",": "comma", ";": "semicolon", "\t": "tab"}
LOOKED = 50  # records among which the header row is looked for, and lines that tell the delimiter


def contents(path, limit=-1):
    """The bytes of a file, unpacked where they are gzip; no more than `limit`. Raises Unreadable for half a gzip."""
    with open(path, "rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    try:
        if packed:
            return inside.unpacked(path, limit)
        with open(path, "rb") as file:
            return file.read(limit)
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(Problem(path.name, "", "", str(error), "a whole gzip file")) from None


def decoded(data, file, *, whole=True):
    """The text of a file's bytes and the name of their encoding; `whole` is False for the beginning of a file.

    Raises Unreadable, with how to save the file, where the encoding cannot be told.
    """
    if data.startswith(OLD_EXCEL):
        raise Unreadable(Problem(file, "", "", "a workbook of Excel 97-2003", "a workbook saved as XLSX, or text"))
    for name in _candidates(data):
        try:
            text = codecs.getincrementaldecoder(name)().decode(data, whole)
        except UnicodeDecodeError:
            continue
        if _plausible(text, name):
            return text, name
    place = re.search(rb"[^\t-\r -\x7f]", data).start()
    line, byte = data[:place].count(b"\n") + 1, f"byte {data[place]:#04x}"
    raise Unreadable(Problem(file, f"line {line}", "", byte, f"text in {SAVED}"))


def text_of(path):
    """The whole text of a file."""
    return decoded(contents(path), path.name)[0]


def described(encoding, mark):
    """Encoding and delimiter of a text file in words, `UTF-8, semicolon`."""
    name = "Windows-1252" if encoding == "cp1252" else encoding[:6].rstrip("-").upper()
    return f"{name}, {MARKS[mark]}"


def _candidates(data):
    if marked := [name for mark, name in BOMS.items() if data.startswith(mark)]:
        return marked
    if b"\0" in data:  # every second byte of plain letters and digits is 0
        return ["utf-16-le", "utf-16-be"]
    return ["utf-8", "cp1252"]


def _plausible(text, name):
    """Whether a guess at the encoding gave text as tables have it; UTF-8 proves itself."""
    if name == "cp1252":
        return not GARBLED.search(text)
    return name not in ("utf-16-le", "utf-16-be") or ("\0" not in text and sum(map(str.isascii, text)) > len(text) / 3)


def unknown(names):
    """No names are known to be a header."""
    return False


def delimiter(text, known, among=",;\t"):
    """The delimiter under which a `known` header is found, else most rows are as wide as it; of equals the first."""
    lines = list(islice(io.StringIO(text, newline=""), LOOKED))
    return max(among, key=lambda mark: _merit(list(csv.reader(lines, delimiter=mark)), known))


def records(text, mark, file):
    """The records that are not empty, and the line each begins in as a text editor counts.

    In tab-separated text a quotation mark that closes nothing is a letter. Raises Unreadable for one elsewhere.
    """
    try:
        return _split(text, mark, csv.QUOTE_MINIMAL)
    except csv.Error as error:
        if mark == "\t":
            return _split(text, mark, csv.QUOTE_NONE)
        raise Unreadable(Problem(file, f"line {error.line}", "", str(error), "closed quotes")) from None


def header_row(found, known):
    """The position of the header among records: the known names, else the first that is no comment (`#version`).

    A `#` line as wide as the rows below it is the header (`#CHROM`); a single cell over wider rows is a title.
    """
    for place, names in enumerate(found[:LOOKED]):
        if known([digestible(name) for name in names]):
            return place
    plain = (place for place, names in enumerate(found) if not names[0].startswith("#") and not _title(found, place))
    first = next(plain, len(found))
    above = first and first < len(found) and len(found[first - 1]) == len(found[first]) > 1
    above = above and found[first - 1][0].startswith("#")
    return first - 1 if above else first


def within(records, places, top, left, bottom, right, *, to_gap):
    """The records of a range of cells and their places; an open end goes to the last, or with `to_gap` to a gap."""
    cut = [(record[(left or 1) - 1 : right], place) for record, place in zip(records, places, strict=True)]
    kept = [(cut, place) for cut, place in cut if top <= place <= (bottom or place) and any(map(str.strip, cut))]
    ends = (n for n, (_, place) in enumerate(kept) if n and place != kept[n - 1][1] + 1)
    kept = kept[: next(ends, None)] if to_gap and bottom is None else kept
    return [record for record, _ in kept], [place for _, place in kept]


def _title(found, place):
    """Whether a record is a title: a single cell at its start, over one of several."""
    below = next(islice(found, place + 1, None), [])
    first, below = ([cell for cell in one if cell.strip()] for one in (found[place], below))
    return len(first) == 1 < len(below) and bool(found[place][0].strip())


def _merit(found, known):
    found = [record for record in found if any(record)]
    place = header_row(found, known)
    names = [digestible(name) for name in next(islice(found, place, None), [])]
    width = len(names)
    alike = sum(len(record) in (width, width + 1) for record in found[place:]) if width > 1 else 0
    return known(names), alike, width


def _split(text, mark, quoting):
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True, quoting=quoting)
    found, lines, start = [], [], 1
    try:
        for record in reader:
            if any(map(str.strip, record)):
                found.append(record)
                lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        error.line = start
        raise
    return found, lines
