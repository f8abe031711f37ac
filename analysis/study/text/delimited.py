"""Delimited text in records: the delimiter told from the lines, the header row from the names that are known."""

import csv
import io
from itertools import islice

from analysis.study.problems import Problem, Unreadable
from analysis.study.text.values import digestible

LOOKED = 50  # records among which the header row is looked for, and lines that tell the delimiter


def unknown(names):
    """No names are known to be a header."""
    return False


def delimiter(text, known, among=",;\t"):
    """The delimiter of a text: under which a known header is found, else under which most rows are as wide as it.

    `known` tells whether names are a header; between equals the first of `among` is taken.
    """
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

    A `#` line as wide as the rows below it is the header (`#CHROM`).
    """
    for place, names in enumerate(found[:LOOKED]):
        if known([digestible(name) for name in names]):
            return place
    first = next((place for place, names in enumerate(found) if not names[0].startswith("#")), len(found))
    above = first and first < len(found) and len(found[first - 1]) == len(found[first]) > 1
    return first - 1 if above else first


def _merit(found, known):
    found = [record for record in found if any(record)]
    place = header_row(found, known)
    if place == len(found):
        return (0, 0, 0)
    names = [digestible(name) for name in found[place]]
    width = len(names)
    alike = sum(len(record) in (width, width + 1) for record in found[place:]) if width > 1 else 0
    return known(names), alike, width


def _split(text, mark, quoting):
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True, quoting=quoting)
    found, lines, start = [], [], 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                found.append(record)
                lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        error.line = start
        raise
    return found, lines
