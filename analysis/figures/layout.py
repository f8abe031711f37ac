"""Figures measured in millimetres, with margins that do not scale, and the shapes that several kinds draw alike."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D

from analysis.figures import theme

TITLE_MM = 7  # the height of words above a figure

PAGE_MM = 240  # the tallest figure that a page takes
NAMED_MM = 2.4  # lanes at least so high can carry a name each


def lane_mm(count, wanted_mm, frame_mm):
    """The height in mm of each of `count` lanes: as wanted, or less where the figure would be taller than a page."""
    return min(wanted_mm, (PAGE_MM - frame_mm) / max(count, 1))


def apart(wished, least):
    """Places near the wished ones, in the same order, that are at least `least` from each other."""
    places = np.array(wished, dtype=float)
    order = np.argsort(places, kind="stable")
    for before, at in zip(order, order[1:], strict=False):
        places[at] = max(places[at], places[before] + least)
    return places


@theme.styled
def blank(width_mm, height_mm):
    """A figure of a size in mm without axes and without automatic layout."""
    return plt.figure(figsize=(theme.column_mm(width_mm) * theme.MM, height_mm * theme.MM), layout="none")


def spaced(values, scale, least):
    """Those of ascending values that are at least `least` on a scale from the one kept before, to carry numbers."""
    kept = []
    for value in values:
        if not kept or scale(value) - scale(kept[-1]) >= least:
            kept.append(value)
    return kept


def margins(fig, *, left, right, top, bottom, **spaces):
    """Set the margins around the axes of `fig`, in mm; `spaces` (hspace, wspace) go to matplotlib as they are."""
    width, height = fig.get_size_inches() / theme.MM
    fig.subplots_adjust(left=left / width, right=1 - right / width, top=1 - top / height, bottom=bottom / height,
                        **spaces)  # fmt: skip


def below(fig, height_mm):
    """The height above the lower edge of the figure, as the share that `bbox_to_anchor` of a figure legend takes."""
    return height_mm * theme.MM / fig.get_size_inches()[1]


def rectangles(ax, x, y, width, height, colors, *, hatch=None, ink=theme.INK):
    """Rectangles (lower corners x, y and sizes, n or one; a colour each; a pattern in `ink`) as one collection."""
    x, y, width, height = np.broadcast_arrays(*(np.asarray(values, dtype=float) for values in (x, y, width, height)))
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    corners = np.stack([np.stack(corner, axis=-1) for corner in corners], axis=1)
    look = {"hatch": hatch, "edgecolors": ink} if hatch else {}
    return ax.add_collection(PolyCollection(corners, facecolors=list(colors), linewidths=0, **look), autolim=False)


def key(marker, **look):
    """The handle of a marker for a legend; `look` (label, color, markersize, …) goes to matplotlib's Line2D."""
    return Line2D([], [], linestyle="", marker=marker, **look)


def arrow(ax, end, y, length, **look):
    """Draw an arrow from the end of a bar onwards, for what goes on; `look` goes to matplotlib's arrow."""
    shape = {"arrowstyle": "-|>", "color": theme.INK, "shrinkA": 0, "shrinkB": 0} | look
    ax.annotate("", (end + length, y), (end, y), arrowprops=shape)


def by_level(levels):
    """The options of `seaborn.lineplot` that tell levels apart without colour: markers and dashes, in their order."""
    count, styles = len(theme.MARKERS), [() if style == "-" else style[1] for style in theme.LINESTYLES]
    markers = {level: theme.MARKERS[place % count] for place, level in enumerate(levels)}
    return {"markers": markers, "dashes": {level: styles[place % len(styles)] for place, level in enumerate(levels)}}


def settled(ax):
    """The axes with the dots of `seaborn.swarmplot` where they are: seaborn would place them anew at each drawing."""
    for dots in ax.collections:
        vars(dots).pop("draw", None)
    return ax


@theme.styled
def titled(fig, words):
    """Put words above a figure, which becomes as much higher as they need where its layout is settled."""
    if fig.get_layout_engine() is None:
        width, height = fig.get_size_inches()
        share = height / (height + TITLE_MM * theme.MM)
        for ax in fig.axes:
            x, y, wide, high = ax.get_position().bounds
            ax.set_position([x, y * share, wide, high * share])
        for text in fig.texts:
            text.set_y(text.get_position()[1] * share)
        fig.set_size_inches(width, height / share)
    fig.suptitle(words, fontsize=theme.BASE + 1, y=1 - 1.5 * theme.MM / fig.get_figheight(), va="top")
