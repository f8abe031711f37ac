"""The parts of a document as runs of upright and of turned pages, each table as it is best set.

A heading, and the words that lead to a wide table, go with it onto the page that lies on its side; wide tables with
nothing but words between them share such pages. A wide table of a few rows never turns a page: it is transposed.
"""

from typing import NamedTuple

from analysis.report.documents import fitting, measuring
from analysis.report.documents.reading import Prose, Table

WORDS = 900  # letters of a text before a wide table that goes with it onto its page


class Run(NamedTuple):
    """Parts on pages of one direction, tables as Fitted."""

    landscape: bool
    parts: list


class Fitted(NamedTuple):
    """A table and its setting."""

    table: Table
    fit: fitting.Fit


def runs(given):
    """The runs of a document: [Run], tables as Fitted, in the order of the given parts."""
    found = []
    for part in map(fitted, given):
        if _turned(part):
            _turn(found, part)
        elif found and not found[-1].landscape:
            found[-1].parts.append(part)
        else:
            found.append(Run(False, [part]))
    return found


def parts(laid):
    """All parts of a document's runs, in their order."""
    return [part for run in laid for part in run.parts]


def closer(run):
    """A run with the rows of its tables closer together."""
    return run._replace(parts=[_closer(part) if isinstance(part, Fitted) else part for part in run.parts])


def fitted(part):
    """A part as it is set: a table of a few rows and many columns is transposed, another part is left as it is."""
    if not isinstance(part, Table):
        return part
    few = part.rows and len(part.rows) <= fitting.FEW < len(part.header)
    table = transposed(part) if few and not fitting.comfortable(part) else part
    return Fitted(table, fitting.fit(table))


def transposed(table):
    """A table whose columns are rows, each with its name in front: the first column is the header."""
    lines = [list(cells) for cells in zip(table.header, *table.rows, strict=True)]
    rows = [[f"<strong>{name}</strong>", *cells] for name, *cells in lines[1:]]
    return table._replace(header=lines[0], rows=rows, numeric=[False] * len(lines[0]))


def _turn(found, part):
    """Put a wide table on a turned page, with the words that lead to it."""
    leading = [] if not found or found[-1].landscape else _leading(found)
    if leading:
        del found[-1].parts[-len(leading) :]
    if found and not found[-1].parts:
        found.pop()
    if not found or not found[-1].landscape:
        found.append(Run(True, []))
    found[-1].parts.extend([*leading, part])


def _leading(found):
    """The few words at the end of an upright run, from a heading on, or all of them where they part wide tables."""
    parts, words = found[-1].parts, []
    for part in reversed(parts):
        if not isinstance(part, Prose) or sum(len(measuring.plain(one.html)) for one in [*words, part]) > WORDS:
            break
        words.insert(0, part)
    if len(found) > 1 and words == parts:
        return words
    start = next((n for n, one in enumerate(words) if one.html.startswith("<h")), len(words))
    return words[start:]


def _closer(part):
    return part._replace(fit=part.fit._replace(close=True))


def _turned(part):
    return isinstance(part, Fitted) and part.fit.landscape
