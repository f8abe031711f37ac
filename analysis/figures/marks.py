"""Markers and dashes by level as seaborn takes them, and swarms of dots that stay where they were put."""

from analysis.figures import theme


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
