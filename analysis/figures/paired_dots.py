"""A value in groups and before against after: every subject a dot, boxes behind; and its course over visits."""

import numpy as np

from analysis.figures import theme

BOX, WIDTH, SPREAD = "#EDEDED", 0.5, 0.36  # box colour; widths as shares of the distance of two groups
MANY = 60  # subjects of a group or panel above which dots and lines are small and thin
ROOM = 1.06  # the axis ends so far above the largest value, counted from 0


@theme.styled
def grouped_dots(values, *, ax, order, label="", annotation="", colors=None):
    """Draw each subject's value by group over a box (quartiles, whiskers to the extremes) and return `ax`.

    values: columns group and value, a row per subject. `order` gives the groups from left to right; `annotation` stands
    above the axes. Dots that would overlap stand side by side, always in the same way.
    """
    colors = theme.group_colors(order, colors)
    for place, group in enumerate(order):
        own = np.sort(values.loc[values["group"] == group, "value"].to_numpy(float))
        if len(own):
            _box(ax, own, place)
            look = {"marker": theme.MARKERS[place % len(theme.MARKERS)], "color": colors[group], "linewidths": 0}
            look |= {"s": 15, "alpha": 0.9} if len(own) <= MANY else {"s": 6, "alpha": 0.6}
            ax.scatter(place + beside(own), own, zorder=3, **look)
    counts = [int((values["group"] == group).sum()) for group in order]
    ax.set_xticks(range(len(order)), [f"{group}\nn = {n}" for group, n in zip(order, counts, strict=True)])
    ax.set_xlim(-0.6, len(order) - 0.4)
    ax.set_ylabel(label)
    _from_zero(ax, values["value"])
    ax.set_title(annotation, fontweight="normal", fontsize=theme.small(), loc="center")
    return ax


@theme.styled
def paired_dots(changes, *, ax, names, label="", colors=theme.CHANGE):
    """Draw each subject's value before and after, joined by a line in the colour of its group, and return `ax`.

    changes: columns BASE, AVAL, group (missing: neither, in grey), a row per subject. `names` label the two times;
    boxes stand outside the dots. The legend counts the subjects of each group.
    """
    for place, column, side in ((0, "BASE", -1), (1, "AVAL", 1)):
        _box(ax, changes[column].to_numpy(float), place + 0.22 * side, width=0.2)
    many = len(changes) > MANY
    line, dots = ({"linewidth": 0.4, "alpha": 0.4}, 4) if many else ({"linewidth": 0.8, "alpha": 0.85}, 13)
    for name, own in _by_group(changes, colors):
        color = colors.get(name, theme.MISSING)
        ax.plot([0, 1], own[["BASE", "AVAL"]].to_numpy(float).T, color=color, zorder=2, **line)
        marker = theme.MARKERS[list(colors).index(name)] if name in colors else "o"
        for place, column in enumerate(("BASE", "AVAL")):
            kept = {"label": f"{name}, n = {len(own)}"} if place == 0 else {}
            ax.scatter(
                [place] * len(own), own[column], s=dots, marker=marker, color=color, linewidths=0, zorder=3, **kept
            )
    ax.set_xticks([0, 1], names)
    ax.set_xlim(-0.5, 1.5)
    ax.set_ylabel(label)
    _from_zero(ax, changes[["BASE", "AVAL"]].max())
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, handletextpad=0.1, columnspacing=0.8,
              markerscale=(13 / dots) ** 0.5)  # fmt: skip
    return ax


@theme.styled
def value_lines(values, *, ax, label="", unit="months", at=None, colors=theme.CHANGE):
    """Draw each subject's value over time, a line per subject in the colour of its group, and return `ax`.

    values: USUBJID, time, value, group (missing: grey). `at` = (time, name) marks the visit by which groups are formed.
    """
    many = values["USUBJID"].nunique() > MANY
    line = {"linewidth": 0.4, "alpha": 0.4, "markersize": 1.2} if many else {"linewidth": 0.8, "markersize": 2.6}
    for name, own in _by_group(values, colors):
        color = colors.get(name, theme.MISSING)
        marker = theme.MARKERS[list(colors).index(name)] if name in colors else "o"
        for number, (_, course) in enumerate(own.sort_values("time").groupby("USUBJID")):
            kept = {"label": name} if number == 0 else {}
            style = "-" if name in colors else (0, (1.5, 1.2))
            ax.plot(course["time"], course["value"], color=color, linestyle=style, marker=marker, markeredgewidth=0,
                    **line, **kept)  # fmt: skip
    ax.set(
        xlabel=f"Time from treatment start, {unit}",
        ylabel=label,
        xlim=(-0.02 * values["time"].max(), None),
    )
    _from_zero(ax, values["value"])
    if at is not None:
        ax.axvline(at[0], color=theme.FAINT, linewidth=theme.LINE, linestyle=(0, (3, 2)), zorder=0)
        ax.annotate(at[1], (at[0], 1), xycoords=("data", "axes fraction"), xytext=(2, -1), textcoords="offset points",
                    va="top", size=theme.tiny(), color=theme.FAINT)  # fmt: skip
    for key in ax.legend(loc="lower right", bbox_to_anchor=(1, 1.0), ncols=3, columnspacing=1).get_lines():
        key.set(linewidth=0.8, markersize=2.6, alpha=1)
    return ax


def beside(values, *, apart=0.045):
    """Sideways places of sorted values: 0, or to either side where neighbours are closer than `apart` of the range."""
    many = len(values) > MANY
    step, reach = (0.03 if many else 0.085), (0.5 if many else 1) * apart * (np.ptp(values) or 1.0)
    sides = sorted(range(-int(SPREAD / step), int(SPREAD / step) + 1), key=lambda side: (abs(side), -side))
    taken = np.zeros(len(values), int)
    for at in range(1, len(values)):
        near = set(taken[np.searchsorted(values, values[at] - reach, side="right") : at])
        # where more are alike than there are places, they share them evenly
        taken[at] = next((side for side in sides if side not in near), sides[at % len(sides)])
    return taken * step


def _from_zero(ax, values):
    """Begin the axis at 0 and end it above the largest value, so that a dot there is whole."""
    ax.set_ylim(0, ROOM * float(np.nanmax(values)) or 1.0)


def _by_group(rows, colors):
    """The rows of each group in the order of the colours, those of no group first so that they lie below."""
    yield from (("not classified", rows[rows["group"].isna()]),) if rows["group"].isna().any() else ()
    yield from ((name, rows[rows["group"] == name]) for name in colors if (rows["group"] == name).any())


def _box(ax, values, place, *, width=WIDTH):
    """A quiet box with whiskers to the extremes, so that every dot lies within."""
    line = {"color": theme.FAINT, "linewidth": theme.LINE}
    ax.boxplot(
        values, positions=[place], widths=width, whis=(0, 100), patch_artist=True, manage_ticks=False, zorder=1,
        boxprops={"facecolor": BOX, "edgecolor": theme.FAINT, "linewidth": theme.LINE}, whiskerprops=line,
        capprops=line,
        medianprops={"color": theme.INK, "linewidth": theme.CURVE},
    )  # fmt: skip
