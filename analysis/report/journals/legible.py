"""What a reader's eye would catch, read from the artists of a figure: overlaps, text cut off, tiny text."""

from matplotlib.axis import Axis
from matplotlib.text import Text


def texts(fig):
    """Every visible, non-empty text of a figure with its box in pixels, after one draw: list of (words, box)."""
    fig.canvas.draw()
    renderer, found = fig.canvas.get_renderer(), []
    for text in _visible(fig, Text):
        if text.get_text().strip():
            found.append((text.get_text(), text.get_window_extent(renderer)))
    return found


def overlaps(fig, *, slack=0.5):
    """Pairs of texts of a figure whose boxes overlap by more than `slack` pixels each way: list of (words, words)."""
    found = texts(fig)
    return [
        (words, other_words)
        for place, (words, box) in enumerate(found)
        for other_words, other in found[place + 1 :]
        if min(box.x1, other.x1) - max(box.x0, other.x0) > slack
        and min(box.y1, other.y1) - max(box.y0, other.y0) > slack
    ]


def cut_off(fig, *, slack=0.5):
    """Texts that reach beyond the edge of the figure by more than `slack` pixels: list of words."""
    edge = fig.bbox
    return [
        words
        for words, box in texts(fig)
        if box.x0 < edge.x0 - slack or box.y0 < edge.y0 - slack or box.x1 > edge.x1 + slack or box.y1 > edge.y1 + slack
    ]


def smallest_text(fig):
    """The size in points of the smallest visible text of a figure."""
    fig.canvas.draw()
    return min(text.get_fontsize() for text in _visible(fig, Text) if text.get_text().strip())


def problems(fig):
    """Sentences on words of a figure that overlap or are cut off, an empty list for a legible figure."""
    crossed = [f"“{_short(one)}” overlaps “{_short(other)}”" for one, other in overlaps(fig)]
    return crossed + [f"“{_short(words)}” is cut off" for words in cut_off(fig, slack=2)]


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
