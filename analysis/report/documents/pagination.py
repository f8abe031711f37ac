"""The parts of a document as runs of upright and of turned pages, each table as it is best set, and their places.

The heading and words that lead to a wide table go with it onto a page on its side, which wide tables share where only
words part them. A wide table of a few rows never turns a page: it is transposed.
"""

from collections import namedtuple
from dataclasses import replace

from analysis.report.blocks import TEXT, Cell, Column, Heading, Table
from analysis.report.documents import fitting, typeset

CONTENTS = 56  # headings that a page of contents holds below the title
NEARLY_EMPTY = 0.35  # of a page's height, the margin above included
Run = namedtuple("Run", "landscape parts")  # parts on pages of one direction, tables as Fitted
Fitted = namedtuple("Fitted", "table fit")  # a table and its Fit
Place = namedtuple("Place", "page first")  # where a thing begins; first: nothing is above it
WORDS = 900  # letters of a text before a wide table that goes with it onto its page


class Laid(namedtuple("Laid", "runs typeset places depth")):
    """A document as it is set: its runs, how the typesetter has it, its places in their order, levels of contents."""

    @property
    def parts(self):
        """All parts, in their order."""
        return [part for run in self.runs for part in run.parts]


def settled(parts, folder, *, contents=True, **front):
    """A Laid of parts, tables closer where the last of turned pages would be nearly empty; front: as in `source`."""
    headings = [part for part in parts if isinstance(part, Heading) and part.level <= 2]
    fits = len(headings) <= CONTENTS  # on a page, with the headings of the second level
    depth, laid = (2 if fits else 1) if contents else 0, runs(parts)
    made = typeset.Document(typeset.source(laid, depth=depth, **front), folder)
    places, ends = made.asked()
    sparse = iter([end["pages"] > 1 and end["down"] < NEARLY_EMPTY for end in ends])
    tight = [_closer(run) if run.landscape and next(sparse) else run for run in laid]
    if tight != laid:
        laid, made = tight, None  # its memory goes before the second is set
        made = typeset.Document(typeset.source(tight, depth=depth, **front), folder)
        places, _ = made.asked()
    return Laid(laid, made, [Place(**one) for one in places], depth)


def runs(given):
    """The runs of a document: [Run], tables as Fitted, in the order of the given parts."""
    found = []
    for part in map(fitted, given):
        if isinstance(part, Fitted) and part.fit.landscape:
            _turn(found, part)
        elif found and not found[-1].landscape:
            found[-1].parts.append(part)
        else:
            found.append(Run(False, [part]))
    return found


def fitted(part):
    """A part as it is set: a table of a few rows and many columns is transposed, another part is left as it is."""
    if not isinstance(part, Table):
        return part
    few = 0 < len(part) <= fitting.FEW < len(part.columns)
    table = transposed(part) if few and not fitting.comfortable(part) else part
    return Fitted(table, fitting.fit(table))


def transposed(table):
    """A table whose columns are rows, each with its name in front: the first column is the header."""
    first, *others = table.columns
    names = Column(first.heading, TEXT, [Cell("", lead=column.heading) for column in others])
    lines = zip(first.cells, zip(*(column.cells for column in others), strict=True), strict=True)
    return replace(table, columns=[names, *(Column(cell.words, TEXT, list(line)) for cell, line in lines)], rows=[])


def _closer(run):
    parts = [Fitted(part[0], part.fit._replace(close=True)) if isinstance(part, Fitted) else part for part in run.parts]
    return run._replace(parts=parts)


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
    parts, words, room = found[-1].parts, [], WORDS
    for part in reversed(parts):
        letters = len(part.text) if isinstance(part, Heading) else getattr(part, "letters", WORDS + 1)
        if letters > room:
            break
        words.insert(0, part)
        room -= letters
    if len(found) > 1 and words == parts:
        return words
    return words[next((n for n, one in enumerate(words) if isinstance(one, Heading)), len(words)) :]
