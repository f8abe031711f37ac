"""What a reader's eye would catch, read from the artists of a figure: overlaps, text cut off, tiny text."""

import numpy as np
from matplotlib.axis import Axis
from matplotlib.text import Text
from matplotlib.transforms import Affine2D


def problems(fig, *, floor=0.0):
    """Sentences on words that overlap, are cut off or smaller than `floor` points; none for a legible figure."""
    found = drawn(fig)
    crossed = [f"“{_short(one)}” overlaps “{_short(other)}”" for one, other in overlaps(found, 0.5)]
    cut = [f"“{_short(words)}” is cut off" for words in cut_off(found, fig.bbox, 2)]
    small = [text for text, _ in found if text.get_fontsize() < floor - 0.01]
    return crossed + cut + [f"“{_short(text.get_text())}” has {text.get_fontsize():.1f} points" for text in small]


def overlaps(found, slack):
    """Pairs of drawn texts that overlap by more than `slack` pixels each way, as they are turned: (words, words)."""
    edges = np.array([box.extents for _, box in found]).reshape(-1, 4)
    near = []
    for place, (_, box) in enumerate(found):
        rest = edges[place + 1 :]
        wide = np.minimum(box.x1, rest[:, 2]) - np.maximum(box.x0, rest[:, 0])
        tall = np.minimum(box.y1, rest[:, 3]) - np.maximum(box.y0, rest[:, 1])
        near += [(found[place], found[place + 1 + at]) for at in np.flatnonzero((wide > slack) & (tall > slack))]
    crossed = [pair for pair in near if _cross(*(_corners(*drawn) for drawn in pair), slack)]
    return [(one.get_text(), other.get_text()) for (one, _), (other, _) in crossed]


def cut_off(found, edge, slack):
    """The words of drawn texts that reach beyond an edge by more than `slack` pixels."""
    room = edge.padded(slack)
    return [text.get_text() for text, box in found
            if box.x0 < room.x0 or box.y0 < room.y0 or box.x1 > room.x1 or box.y1 > room.y1]  # fmt: skip


def drawn(fig):
    """Every visible, non-empty text of a figure, once it found its place, with its box in pixels."""
    fig.draw_without_rendering()
    renderer = fig.canvas.get_renderer()
    found = [text for text in _visible(fig, Text) if text.get_text().strip()]
    return [(text, text.get_window_extent(renderer)) for text in found]


def _corners(text, box):
    """The four corners of the rectangle around a text as it is turned, in pixels; box: its upright one."""
    turn = text.get_rotation()
    if turn % 90 == 0:
        return box.corners()[[0, 1, 3, 2]]
    text.set_rotation(0)
    level = text.get_window_extent()
    text.set_rotation(turn)
    own = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * level.size / 2
    return Affine2D().rotate_deg(turn).translate(*(box.min + box.max) / 2).transform(own)


def _cross(one, other, slack):
    """Whether two rectangles overlap by more than `slack` along every side of either: no line would part them."""
    for corners in (one, other):
        for side in np.diff(corners[:3], axis=0):
            along = side / (np.linalg.norm(side) or 1)
            a, b = one @ along, other @ along
            if min(a.max(), b.max()) - max(a.min(), b.min()) <= slack:
                return False
    return True


def _short(words):
    line = " ".join(words.split())
    return line if len(line) <= 30 else f"{line[:29]}…"


def _visible(artist, kind):
    """Visible artists of a kind below an artist; an axis answers with the ticks inside its limits only."""
    if not artist.get_visible():
        return
    if isinstance(artist, Axis):
        children = [artist.label, artist.offsetText]
        for tick in artist._update_ticks():
            children += [tick.label1, tick.label2]
    else:
        children = artist.get_children()
    if hasattr(artist, "axison") and not artist.axison:  # axes switched off draw neither axis nor title background
        children = [child for child in children if not isinstance(child, Axis)]
    if isinstance(artist, kind):
        yield artist
    for child in children:
        yield from _visible(child, kind)
