"""How a table fits a page: type size, the page's direction, and the share of the width that each column gets."""

import html
import re
from typing import NamedTuple

PADDING = 2.6  # characters a cell is wider than its text
PLAIN, SHARE = 18, 0.14  # characters up to which a cell stays on one line, and how much of the rest is given to it
SQUEEZE = 1.08  # how much narrower than comfortable a table may be set before a smaller type is tried
ROOMY = 1.35  # how much wider than comfortable a small table may be
# Size in points, whether the page lies on its side, and the characters that fit a line of A4 at that size.
SETTINGS = ((8.0, False, 120), (7.0, False, 137), (7.0, True, 207), (6.0, True, 242))


class Fit(NamedTuple):
    """Type size in points, whether the page is landscape, and each column's share of the page's width (at most 1)."""

    size: float
    landscape: bool
    shares: list


def fit(table):
    """The largest type on the most upright page that holds a table (with `header` and `rows` of HTML cells)."""
    columns = list(zip(*[line for line in [table.header, *table.rows] if line], strict=True))
    texts = [[plain(cell) for cell in column] for column in columns]
    least = [_longest_word(column) + PADDING for column in texts]
    wanted = [max(low, _comfortable(column) + PADDING) for low, column in zip(least, texts, strict=True)]
    fitting = (one for one in SETTINGS if sum(wanted) <= one[2] * SQUEEZE and sum(least) <= one[2])
    size, landscape, room = next(fitting, SETTINGS[-1])
    return Fit(size, landscape, [width / room for width in _widths(least, wanted, room)])


def _widths(least, wanted, room):
    """Columns as wide as wanted, a little wider where there is room; where there is not, no longest word is broken."""
    if sum(wanted) <= room:
        return [width * min(ROOMY, room / sum(wanted)) for width in wanted]
    spare = [more - low for low, more in zip(least, wanted, strict=True)]
    if sum(least) >= room or not sum(spare):
        return [width * room / sum(wanted) for width in wanted]
    share = (room - sum(least)) / sum(spare)
    return [low + share * more for low, more in zip(least, spare, strict=True)]


def plain(cell):
    """The text of a cell without markup."""
    return html.unescape(re.sub(r"<[^>]+>", " ", cell)).strip()


def _comfortable(cells):
    longest = max(map(_width, cells))
    return min(longest, PLAIN) + max(0, longest - PLAIN) * SHARE


def _longest_word(cells):
    return max((_width(word) for cell in cells for word in cell.split()), default=1)


def _width(words):
    """The width of words in characters of the usual width: capitals are wider."""
    return len(words) + 0.35 * sum(letter.isupper() for letter in words)
