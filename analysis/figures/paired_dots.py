"""A value in groups, before against after, and over time: every subject seen, a panel for each marker; by seaborn."""

import warnings

import numpy as np
import seaborn as sns
from matplotlib import MatplotlibDeprecationWarning

from analysis.figures import described, numbers, theme

BOX, WIDTH, SPREAD = "#EDEDED", 0.5, 0.36  # box colour; widths as shares of the distance of two groups
OUTSIDE, NARROW = 0.22, 0.2  # how far a box stands from the dots of its time, and its width
MANY = 60  # subjects of a group or panel above which dots and lines are small and thin
ROOM = 1.06  # the axis ends so far above the largest value, counted from 0
UNKNOWN = "not classified"
COLORS = {UNKNOWN: theme.MISSING, **theme.CHANGE}
MARKERS = {UNKNOWN: "o", **dict(zip(theme.CHANGE, theme.MARKERS, strict=False))}
DASHES = {UNKNOWN: (1.5, 1.2), **dict.fromkeys(theme.CHANGE, "")}


def _survivor_words(values, names, differences, *, limit, **_):
    if not values["group"].notna().any():
        return None
    medians = differences[differences["estimand"] == "median"].itertuples()
    said = [f"{row.endpoint} in {row.n} {row.group} survivors {row.estimate:.1f}%" for row in medians]
    return {"limit": limit, "medians": "; ".join(said)}, values


@described(_survivor_words)
def survivor_dots(values, names, differences, *, limit):
    """A figure of baseline values by survivor group: boxes (quartiles, whiskers to the extremes), a dot per subject.

    values: PARAMCD, group (categorical, left to right), value; names: {marker: words}, a panel each; differences:
    result rows, whose difference and P stand above. limit: months that divide the groups, for the words.
    """
    fig, panels = _panels(names, theme.NARROW_MM / 2, 72)
    found = differences[differences["estimand"] == "difference"].set_index("endpoint")
    for marker, ax in panels.items():
        row = found.loc[marker]
        difference = numbers.estimate_ci(row["estimate"], row["conf_low"], row["conf_high"], 1)
        _grouped(ax, values[values["PARAMCD"] == marker])
        ax.set(xlabel="", ylabel=f"{names[marker]}, baseline")
        said = f"Difference {difference}\n{numbers.p_words(row['p_value'])}"
        ax.set_title(said, fontweight="normal", fontsize=theme.small(), loc="center")
    return fig


def _change_words(changes, names, *, visit, **_):
    return {"visit": visit, "directions": _directions(changes, names)}, changes


@described(_change_words)
def paired_dots(changes, names, *, visit):
    """A figure of each subject's value before and after, joined by a line in the colour of its change.

    changes: PARAMCD, USUBJID, BASE, AVAL, group (missing: grey); names: {marker: words}, a panel each. Boxes stand
    outside the dots. The legend counts the subjects of each group.
    """
    fig, panels = _panels(names, 90, 75)
    for marker, ax in panels.items():
        own = changes[changes["PARAMCD"] == marker]
        long = own.melt(["USUBJID", "group"], ["BASE", "AVAL"])
        long = long.assign(time=long["variable"].map({"BASE": 0, "AVAL": 1}))
        width = 1 + 2 * OUTSIDE
        _boxes(ax, long.assign(time=long["time"] * width - OUTSIDE), "time", NARROW / width)
        counts = own["group"].astype(object).fillna(UNKNOWN).value_counts()
        _subject_lines(ax, long, size=3.6, labels={group: f"{group}, n = {n}" for group, n in counts.items()})
        ax.set_xticks([0, 1], ["Baseline", visit])
        ax.set(xlim=(-0.5, 1.5), xlabel="", ylabel=names[marker])
    return fig


def _lines_words(values, names, *, visit, **_):
    subjects = values.drop_duplicates(["PARAMCD", "USUBJID"])
    return {"visit": visit, "directions": _directions(subjects, names)}, values


@described(_lines_words)
def value_lines(values, names, *, visit, unit="months"):
    """A figure of each subject's value over time, a line per subject in the colour of its group.

    values: PARAMCD, USUBJID, time, value, group (missing: grey), known_at; names: {marker: words}, a panel each. A
    dashed line stands at the median of known_at, the visit by which groups are formed.
    """
    fig, panels = _panels(names, 90, 75)
    for marker, ax in panels.items():
        own = values[values["PARAMCD"] == marker]
        _subject_lines(ax, own, size=2.6)
        ax.set(xlabel=f"Time from treatment start, {unit}", ylabel=names[marker])
        at = own.drop_duplicates("USUBJID")["known_at"].median()
        ax.axvline(at, color=theme.FAINT, linewidth=theme.LINE, linestyle=(0, (3, 2)), zorder=0)
        ax.annotate(visit, (at, 1), xycoords=("data", "axes fraction"), xytext=(2, -1), textcoords="offset points",
                    va="top", size=theme.tiny(), color=theme.FAINT)  # fmt: skip
    return fig


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


def _panels(names, width_mm, height_mm):
    """A figure and its axes by marker, as many side by side as two columns hold."""
    across = max(min(len(names), int(theme.DOUBLE_MM // width_mm)), 1)
    down = max(-(-len(names) // across), 1)
    fig, axes = theme.canvas(width_mm * across, height_mm * down, nrows=down, ncols=across, squeeze=False)
    for ax in axes.flat[len(names) :]:
        ax.remove()
    return fig, dict(zip(names, axes.flat, strict=False))


def _directions(subjects, names):
    counts = {marker: subjects.loc[subjects["PARAMCD"] == marker, "group"].value_counts() for marker in names}
    return "; ".join(f"{marker} increased in {n.get('increased', 0)} and decreased in {n.get('decreased', 0)}"
                     for marker, n in counts.items())  # fmt: skip


def _grouped(ax, values):
    """Boxes and dots; dots that would overlap stand side by side, always in the same way."""
    levels = list(values["group"].cat.categories)
    known = values.dropna(subset=["group"]).sort_values("value")
    known = known.assign(box=known["group"].cat.codes, place=known["group"].cat.codes.astype(float))
    for _, own in known.groupby("group", observed=True):
        known.loc[own.index, "place"] += beside(own["value"].to_numpy(float))
    _boxes(ax, known, "box", WIDTH)
    counts = known["group"].value_counts().reindex(levels)
    look = {"s": 6, "alpha": 0.6} if counts.max() > MANY else {"s": 15, "alpha": 0.9}
    looks = {"palette": theme.group_colors(levels), "markers": dict(zip(levels, theme.MARKERS, strict=False))}
    orders = {"hue": "group", "style": "group", "hue_order": levels, "style_order": levels, "legend": False}
    sns.scatterplot(known, x="place", y="value", ax=ax, linewidth=0, zorder=3, **orders, **looks, **look)
    ax.set_xticks(range(len(levels)), [f"{level}\nn = {n}" for level, n in counts.items()])
    ax.set_xlim(-0.6, len(levels) - 0.4)
    _from_zero(ax, known["value"])


def _subject_lines(ax, values, *, size, labels=None):
    """A line with a marker at each value of each subject, its group telling the look; labels: of groups, in the key."""
    named = values.assign(group=values["group"].astype(object).fillna(UNKNOWN))
    order = [group for group in COLORS if (named["group"] == group).any()]  # those of no group lie below
    many = values["USUBJID"].nunique() > MANY
    look = {"linewidth": 0.4, "alpha": 0.4, "markersize": size / 2} if many else {"linewidth": 0.8, "markersize": size}
    groups = {"hue": "group", "style": "group", "hue_order": order, "style_order": order, "palette": COLORS}
    groups |= {"markers": MARKERS, "dashes": DASHES, "units": "USUBJID", "estimator": None}
    sns.lineplot(named, x="time", y="value", ax=ax, markeredgewidth=0, zorder=2, **groups, **look)
    _from_zero(ax, values["value"])
    handles, names = ax.get_legend_handles_labels()
    names = [(labels or {}).get(name, name) for name in names]
    legend = ax.legend(handles, names, loc="lower right", bbox_to_anchor=(1, 1), ncols=3, columnspacing=1)
    for line in legend.get_lines():
        line.set(linewidth=0.8, markersize=size, alpha=1)


def _boxes(ax, values, places, width):
    """Quiet boxes with whiskers to the extremes, so that every dot lies within; `width`: a share of their distance."""
    look = {"color": BOX, "saturation": 1, "linecolor": theme.FAINT, "linewidth": theme.LINE, "zorder": 1}
    look["medianprops"] = {"color": theme.INK, "linewidth": theme.CURVE}
    with warnings.catch_warnings():  # seaborn 0.13 still names an argument that matplotlib gives up
        warnings.simplefilter("ignore", MatplotlibDeprecationWarning)
        sns.boxplot(values, x=places, y="value", ax=ax, native_scale=True, width=width, whis=(0, 100), **look)


def _from_zero(ax, values):
    # to above the largest value, so that a dot there is whole
    ax.set_ylim(0, ROOM * float(np.nanmax(values)) or 1.0)
