"""How a table fits a page: type size, the page's direction, and the share of the width that each column gets.

Of all ways to set it the one that takes the least paper wins, where small type, broken values and turning cost paper.
"""

import functools
import itertools
import math
import re
from collections import namedtuple
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).parents[2] / "figures" / "fonts"
OTHER = re.compile("[^\u0000-\u052f\u1e00-\u27bf]")  # letters that may need another font than ours
EM = 1000  # letters are measured this large, so that a width is in thousandths of the type's size
BREAK = "\u200b"  # where a word may be broken, without a sign of it
JOINT = re.compile(r"(?<=\w[_/])(?=\w)")
ESTIMATE = re.compile(r"\S{1,8} \([^()]{1,20}\)")  # a number with its interval or share
LONG = 8  # letters from which a word of a header may be broken at its joints
SIZES = (8.0, 7.5, 7.0, 6.5)  # points; nothing is set smaller
UPRIGHT, TURNED = (481.9, 724.0), (728.5, 479.0)  # points: width and height of the text on A4
PADDING, ABOVE, LEADING = 7.6, 3.2, 1.17  # a cell's points beside its text, a row's above and below, a line in sizes
SAFE = 1.05  # how much a table may turn out longer than foreseen: no last page for a row
TURNING = 0.6  # pages that turning costs: what is left empty before and after
CAPTION = 0.08  # pages that any table takes, so that a line saved in a small one is no gain
SHORT = (24, 18, 12, 0)  # letters up to which a value stays on one line
BROKEN = (1, 1.05, 1.15, 1.5)  # what it costs to break more values than those
LEGIBLE = 2.8  # power of the type's size by which smaller type costs
FEW = 8  # rows up to which a table never turns the page
ROOMY = 1.25  # how much wider than its text a small table may be
MODEST = 3  # lines that a header or a text takes in a table that is easy to read
MANY = 4  # lines of a cell from which on each costs double
Column = namedtuple("Column", "least header cells")  # widths in type sizes: unbroken, header, each cell
LINES = (1, 2, 3, 4, 5, 6, 8, 10, 14, 20)


class Fit(namedtuple("Fit", "size landscape shares pages close", defaults=[False])):
    """How a table is set: size in points, turned or not, columns' shares of the width, pages, rows close together."""


def fit(table):
    """The setting of a table that takes the least paper; one that is too wide for any has its longest words broken."""
    columns, sides = _columns(table), (False,) if len(table) <= FEW else (False, True)
    ways = itertools.product(sides, SIZES, zip(SHORT, BROKEN, strict=True))
    found = [one for way in ways if (one := _setting(columns, *way))]
    if found:
        return min(found, key=lambda one: one[0])[1]
    wanted = sum(column.least for column in columns)
    return Fit(SIZES[-1], sides[-1], [column.least / wanted for column in columns], 1.0)


def comfortable(table):
    """Whether a table stands upright in good type, its short values whole, its header and long texts in few lines."""
    columns = _columns(table)
    ways = ((size, _widths(columns, size, UPRIGHT[0], SHORT[1], LINES[:MODEST])) for size in SIZES[:2])
    return any(widths and max(_lines(columns, widths, size)) <= MODEST for size, widths in ways)


def breakable(words):
    """The words of a header, long ones such as progression_day fit to be broken after _ and /."""
    return re.sub(r"\S+", lambda word: JOINT.sub(BREAK, word[0]) if len(word[0]) >= LONG else word[0], words)


def line(words, *, bold=False):
    """The width of words on one line, in units of the type's size."""
    return sum(_letter(letter, bold) for letter in words)


def longest_word(words, *, bold=False):
    """The width of the widest piece of a text that must not be broken, in units of the type's size."""
    if ESTIMATE.fullmatch(words):
        return line(words, bold=bold)
    return max((line(word, bold=bold) for word in re.split(rf"[\s{BREAK}]+|(?<=\w-)(?=[a-z]{{3}})", words)), default=0)


def _setting(columns, landscape, size, kept):
    """(Cost, Fit) of a way to set a table; None where its words do not fit."""
    width, height = TURNED if landscape else UPRIGHT
    widths = _widths(columns, size, width, kept[0], LINES)
    if not widths:
        return None
    lines = _lines(columns, widths, size)
    pages = sum(one * size * LEADING + ABOVE for one in lines) / height
    long = sum(max(0, one - MANY) for one in lines) * size * LEADING / height
    paper = long + (math.ceil(pages * SAFE) + TURNING if landscape else pages) + CAPTION
    return paper * kept[1] * (SIZES[0] / size) ** LEGIBLE, Fit(size, landscape, [w / width for w in widths], pages)


def _columns(table):
    return [_column(breakable(column.heading), column.cells) for column in table.columns]


def _column(header, cells):
    texts = [(cell.words, bool(cell.lead)) for cell in cells]
    least = max(longest_word(text, bold=bold) for text, bold in [(header, True), *texts])
    return Column(least, line(header, bold=True), [line(text, bold=bold) for text, bold in texts])


def _widths(columns, size, room, short, lines):
    """Widths in points at which no cell has more lines than must be, or None where the words do not fit."""
    for most in lines:
        wanted = [_width(column, short, most) * size + PADDING for column in columns]
        if sum(wanted) <= room:
            return [one * min(ROOMY, room / sum(wanted)) for one in wanted] if most == 1 else _spread(wanted, room)
    return None


def _spread(wanted, room):
    """The room that is left, given to the columns that have long texts."""
    spare = [max(0.0, one - sum(wanted) / len(wanted)) for one in wanted]
    return [one + (room - sum(wanted)) * more / (sum(spare) or 1) for one, more in zip(wanted, spare, strict=True)]


def _width(column, short, most):
    longest = max(column.cells, default=0)
    unbroken = max((one for one in column.cells if one <= short / 2), default=0)
    return max(column.least, unbroken, longest if most == 1 else longest / most * 1.12 + 0.6)


def _lines(columns, widths, size):
    rooms = [(one - PADDING) / size * 1.001 for one in widths]
    header = max(_broken(column.header, room) for column, room in zip(columns, rooms, strict=True))
    return [header] + [max(map(_broken, cells, rooms)) for cells in zip(*(one.cells for one in columns), strict=True)]


def _broken(width, room):
    # words do not fill their lines, so a broken text takes more than its width
    return 1 if width <= room else int(width * 1.1 / room) + 1


@functools.cache
def _letter(letter, bold):
    return 0.0 if letter == BREAK else _font(bold).getlength(letter) / EM


@functools.cache
def _font(bold):
    name = f"LiberationSans-{'Bold' if bold else 'Regular'}.ttf"
    return ImageFont.truetype(FONTS / name, EM, layout_engine=ImageFont.Layout.BASIC)


def folders(text):
    """The folders with the fonts for a text; the machine's fonts are looked at only for letters of other scripts."""
    if not OTHER.search(text):
        return [str(FONTS)]
    from analysis.figures import letters  # slow to load

    return letters.folders(text)
