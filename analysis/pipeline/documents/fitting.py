"""How a table fits a page: type size, the page's direction, and the share of the width that each column gets."""

import html
import re
from typing import NamedTuple

PADDING = 1.4  # characters a cell is wider than its text
PLAIN, SHARE = 18, 0.14  # characters up to which a cell stays on one line, and how much of the rest is given to it
SQUEEZE = 1.15  # how much narrower than comfortable a table may be set before a smaller type is tried
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
    lines = [line for line in [table.header, *table.rows] if line]
    columns = list(zip(*lines, strict=True))
    wanted = [_comfortable([plain(cell) for cell in column]) + PADDING for column in columns]
    size, landscape, room = next((one for one in SETTINGS if sum(wanted) <= one[2] * SQUEEZE), SETTINGS[-1])
    stretch = min(ROOMY, room / sum(wanted))
    return Fit(size, landscape, [width * stretch / room for width in wanted])


def plain(cell):
    """The text of a cell without markup."""
    return html.unescape(re.sub(r"<[^>]+>", " ", cell)).strip()


def _comfortable(cells):
    longest = max(map(_width, cells))
    word = max((_width(word) for cell in cells for word in cell.split()), default=1)
    return max(word, min(longest, PLAIN) + max(0, longest - PLAIN) * SHARE)


def _width(words):
    """The width of words in characters of the usual width: capitals are wider."""
    return len(words) + 0.35 * sum(letter.isupper() for letter in words)
