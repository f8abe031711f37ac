"""Markers by level as seaborn takes them, in legends, arrows for what goes on, and swarms that stay where they are."""

from matplotlib.lines import Line2D

from analysis.figures import theme


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
