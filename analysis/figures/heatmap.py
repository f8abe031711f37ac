"""Stained cells: markers by subjects, clustered (heat map, Figure 6A), and where the cells lie (maps, Figure 5)."""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.colors import ListedColormap
from matplotlib.patches import Patch
from matplotlib.transforms import ScaledTranslation, blended_transform_factory
from scipy.cluster import hierarchy

from analysis.figures import described, layout, numbers, theme

CELL_MM, ROW_MM, BAND_MM = 12.5, 3.8, 3.2  # a subject's column at most, a marker's row, an annotation's row
TREE_MM, RIGHT_MM, FOOT_MM, HEAD_MM = 14, 32, 15, 9
KEY_MM, KEY_LETTERS, LETTER_MM = 3.4, 19, 1.4  # a line of the key and its length; a letter of a marker's name
# A dark and a light shade for each annotation of two labels, none like a colour of the responses or of the map.
ANNOTATION = ["#00695C", "#9BD8C5", "#6A2C8F", "#CFA9E3", "#6B4F2A", "#E0C49A"]
REACH, DARK = 2.0, 1.2  # standard deviations at the ends of the colours; beyond which a shade wants white numbers
NUMBERS_UP_TO, LINED_UP_TO = 14, 60  # subjects with percents in their cells; with a white line between them
OTHER = "#D8D8D8"
CYCLE = ["#C8501E", "#1B4F9C", "#00875F", "#E0A800", "#9A3F8F", "#4FA9DE"]
MARKERS = ["o", "s", "^", "D", "v", "P"]  # with the colours, so that phenotypes stay apart in grey
BAR, CELL, LARGEST = 100.0, 9.0, 6.0  # microns: the scale bar, a drawn cell; points: a cell in a small field
GAP_MM, MAP_FOOT_MM, MAP_HEAD_MM = 4, 8, 6


def _words(values, annotations, *, named=(), alive_beyond="", **_):
    if not values.nunique().max() > 1:
        return None
    spans = {name: numbers.span(100 * values[name], 2) for name in [*named, *list(values)[:5]]}
    groups = " OS group: long, alive beyond {}; short, dead by then; made from the outcome, such groups only describe."
    facts = {
        "n": len(values), "spans": "; ".join(f"{name} {span}" for name, span in spans.items()),
        "outcome": groups.format(alive_beyond) if alive_beyond else "",
        "grey": " Grey: without a value." if values.isna().any(axis=None) else ""}  # fmt: skip
    return facts, values.join(annotations).rename_axis("USUBJID").reset_index()


@described(_words)
def heatmap(values, annotations, *, named=(), alive_beyond="", width_mm=theme.DOUBLE_MM):
    """A figure of `values` (subjects × markers, fractions) as standard scores, rows and columns clustered.

    annotations: frame by subject, a row of colour above the map for each column, as `heatmap_colors` says. Markers with
    one value for everyone are left out; percents are written into the cells of up to 14 subjects. Clusters: average
    linkage of Euclidean distances of the scores (missing as 0). named (markers whose range is told) and alive_beyond
    (the limit between long and short survivors) are for its words.
    """
    width_mm, colors = theme.column_mm(width_mm), heatmap_colors(annotations)
    values = values.loc[:, values.std() > 0]
    scores = (values - values.mean()) / values.std()
    rows, columns = tree(scores.T), tree(scores)
    labels = 3 + LETTER_MM * max(len(str(name)) for name in [*values, *annotations])
    body, bands = len(values.columns) * ROW_MM, annotations.shape[1] * BAND_MM
    key = KEY_MM * sum(2 + sum(1 + _wrapped(label).count("\n") for label in labels) for labels in colors.values())
    body = max(body, key - HEAD_MM - bands)
    across = min(width_mm - labels - TREE_MM - RIGHT_MM, CELL_MM * len(values))
    foot = FOOT_MM
    if _turned(values.index, across) == 90:  # beyond the room for level names
        foot += max(LETTER_MM * max(map(len, map(str, values.index))) - 5, 0)
    height = HEAD_MM + bands + body + foot
    fig, axes = theme.canvas(width_mm, height, nrows=3, ncols=2, layout=None)
    left, page = TREE_MM + labels, np.array([width_mm, height, width_mm, height])
    places = {
        "map": [left, foot, across, body], "bands": [left, foot + body + 0.8, across, bands],
        "columns": [left, foot + body + bands + 1.4, across, HEAD_MM - 2],
        "rows": [1, foot, TREE_MM - 2, body], "scale": [left, 4, 36, 2]}  # fmt: skip
    axes = dict(zip([*places, "spare"], axes.flat, strict=True))
    axes.pop("spare").remove()
    for name, place in places.items():
        axes[name].set_position(place / page)
    _map(axes["map"], axes["scale"], values, scores, rows, columns)
    names, turn = scores.index[columns["leaves"]], _turned(values.index, across)
    named = turn is not None
    axes["map"].set_xticks(np.arange(len(names)) + 0.5 if named else [], names if named else [], rotation=turn)
    axes["map"].set_xlabel("" if named else f"{len(names)} subjects, by cluster")
    _bands(axes["bands"], annotations.reindex(values.index).iloc[columns["leaves"]], colors)
    _branches(axes["columns"], columns)
    _branches(axes["rows"], rows, sideways=True)
    _key(fig, annotations, colors, (left + across + 3) / width_mm, 1 - 2 / height)
    return fig


def heatmap_colors(annotations):
    """A colour for each label of each annotation: its own in all figures, where it has one or is a category's, else
    of a palette, another per row.
    """
    colors, turn = {}, 0
    for name, labels in annotations.items():
        found, declared = sorted(labels.dropna().unique(), key=str), getattr(labels, "cat", None)
        if declared is not None or set(found) <= set(theme.LEVELS):
            levels = [label for label in theme.LEVELS if label in found] if declared is None else declared.categories
            colors[name] = {level: color for level, color in theme.group_colors(levels).items() if level in found}
            continue
        colors[name] = {label: ANNOTATION[(turn + place) % len(ANNOTATION)] for place, label in enumerate(found)}
        turn += len(found)
    return colors


def tree(scores):
    """The dendrogram of the rows of a frame: scipy's coordinates and the order of the leaves."""
    filled = scores.fillna(0).to_numpy()
    if len(filled) < 2:
        return {"icoord": [], "dcoord": [], "leaves": list(range(len(filled)))}
    links = hierarchy.linkage(filled, method="average", optimal_ordering=len(filled) <= 200)
    return hierarchy.dendrogram(links, no_plot=True)


def _map(ax, scale, values, scores, rows, columns):
    shades = scores.iloc[columns["leaves"], rows["leaves"]].T
    percents = (100 * values.loc[shades.columns, shades.index].T).map(lambda value: f"{value:.{1 + (value < 1)}f}")
    _cells(
        ax, shades, cmap=theme.DIVERGING, vmin=-REACH, vmax=REACH, fmt="",
        annot=percents if shades.shape[1] <= NUMBERS_UP_TO else None,
        annot_kws={"size": theme.tiny(), "va": "center_baseline"},
        cbar_ax=scale, cbar_kws={"orientation": "horizontal", "ticks": [-2, -1, 0, 1, 2]})  # fmt: skip
    for text in ax.texts:  # seaborn's own choice is hard to read on middle shades
        column, row = map(int, text.get_position())
        text.set_color("white" if abs(shades.iat[row, column]) > DARK else theme.INK)
    ax.set_facecolor(theme.MISSING)
    scale.set_xticks([-2, -1, 0, 1, 2], ["≤ −2", "−1", "0", "1", "≥ 2"])
    scale.tick_params(length=0, pad=1)
    scale.annotate("Standard score (SD from the mean)", (1, 0.5), xycoords="axes fraction", xytext=(8, 0), va="center",
                   textcoords="offset points", size=theme.small())  # fmt: skip


def _cells(ax, table, **look):
    """A heat map of a table, its rows named; lines between thin columns would be more line than colour."""
    import seaborn as sns

    line = 0.6 if table.shape[1] <= LINED_UP_TO else 0
    sns.heatmap(table, ax=ax, linewidths=line, linecolor="white", xticklabels=False, yticklabels=False, **look)
    ax.set_yticks(np.arange(len(table)) + 0.5, table.index)
    ax.tick_params(length=0)
    ax.set(xlabel="", ylabel="")


def _turned(names, across):
    """How names stand under columns `across` mm wide together: 0 or 90 degrees, None where they find no place."""
    each = across / max(len(names), 1)
    longest = LETTER_MM * max(map(len, map(str, names)), default=0)
    return 0 if longest <= each else 90 if each >= layout.NAMED_MM else None


def _bands(ax, annotations, colors):
    """A row of coloured cells for each annotation: a heat map of the labels' places in one list of colours."""
    if annotations.empty:
        ax.set_axis_off()
        return
    palette = [theme.MISSING, *(color for labels in colors.values() for color in labels.values())]
    places = {pair: at for at, pair in enumerate(((name, label) for name in colors for label in colors[name]), 1)}
    codes = annotations.apply(lambda labels: [places.get((labels.name, label), 0) for label in labels]).T
    _cells(ax, codes, cmap=ListedColormap(palette), vmin=-0.5, vmax=len(palette) - 0.5, cbar=False)


def _branches(ax, found, *, sideways=False):
    """The dendrogram, its leaves in the middle of the map's cells (scipy puts them at 5, 15, 25 …)."""
    for across, up in zip(found["icoord"], found["dcoord"], strict=True):
        places = np.asarray(across) / 10
        ax.plot(*((up, places) if sideways else (places, up)), color=theme.FAINT, linewidth=theme.THIN)
    n = len(found["leaves"])
    if sideways:
        ax.set(ylim=(n, 0))
        ax.invert_xaxis()
    else:
        ax.set(xlim=(0, n))
        ax.set_ylim(bottom=0)
    ax.axis("off")


def _wrapped(label):
    return textwrap.fill(str(label), KEY_LETTERS)


def _key(fig, annotations, colors, x, y):
    handles, labels = [], []
    for name, found in annotations.items():
        used = [label for label in colors[name] if (found == label).any()]
        unknown = ["not known"] * int(found.isna().any())
        shades = [colors[name][label] for label in used] + [theme.MISSING] * len(unknown)
        handles += [Patch(alpha=0), *(Patch(facecolor=shade) for shade in shades)]
        labels += [name, *map(_wrapped, used), *unknown]
    legend = fig.legend(handles, labels, loc="upper left", bbox_to_anchor=(x, y), handlelength=1, handleheight=0.9,
                        labelspacing=0.25, borderpad=0)  # fmt: skip
    for text in legend.get_texts():
        if text.get_text() in set(annotations.columns):
            text.set(weight="bold", x=-12)


def palette(names):
    """A colour for each phenotype, in order."""
    return {name: CYCLE[place % len(CYCLE)] for place, name in enumerate(names)}


def _cell_words(fields, *, names, **_):
    said = [f"{title}: {(own['phenotype'] == names[0]).sum()} of {len(own)} cells {names[0]}"
            for title, own in fields.items()]  # fmt: skip
    data = pd.concat(fields, names=["field"]).reset_index("field")
    return {"fields": ", ".join(fields), "cells": "; ".join(said)}, data


@described(_cell_words)
def cell_maps(fields, *, names, width_mm=theme.DOUBLE_MM):
    """A figure of fields side by side at one scale: {title: cells with x, y in microns and `phenotype`}.

    names: phenotypes in the order of the legend; cells of none of them are grey and lie below. y points downwards.
    """
    width_mm = theme.column_mm(width_mm)
    across, down = np.max([_span(cells) for cells in fields.values()], axis=0)
    each = (width_mm - GAP_MM * (len(fields) - 1) - 2) / len(fields)
    height = MAP_HEAD_MM + each * down / across + MAP_FOOT_MM
    fig, axes = theme.canvas(width_mm, height, ncols=len(fields), squeeze=False, layout=None)
    for place, (ax, (title, cells)) in enumerate(zip(axes.flat, fields.items(), strict=True)):
        left = (1 + place * (each + GAP_MM)) / width_mm
        ax.set_position([left, MAP_FOOT_MM / height, each / width_mm, each * down / across / height])
        points = min(72 / 25.4 * each * CELL / across, LARGEST)
        cell_map(cells, ax=ax, names=names, span=(across, down), points=points, bar=ax is axes.flat[-1])
        ax.set_title(f"{'ABCDEFGH'[place]}  {title}" if len(fields) > 1 else title)
    colors = palette(names)
    keys = [layout.key(marker(names, name), color=colors.get(name, OTHER), markersize=4, markeredgewidth=0)
            for name in [*names, None]]  # fmt: skip
    fig.legend(keys, [*names, "other cells"], loc="lower left", bbox_to_anchor=(0.004, 0.0), ncol=len(keys),
               columnspacing=1.4, handletextpad=0.2).set_in_layout(False)  # fmt: skip
    return fig


@theme.styled
def cell_map(cells, *, ax, names, span=None, points=2.0, bar=True):
    """The axes with one dot per cell and a bar of 100 µm. points: diameter of a dot; bar: whether to draw it."""
    colors = palette(names)
    origin = cells[["x", "y"]].min()
    across, down = span or _span(cells)
    rest = cells[~cells["phenotype"].isin(names)]
    for name, rows in [(None, rest), *((name, cells[cells["phenotype"] == name]) for name in names)]:
        ax.scatter(
            rows["x"] - origin["x"], rows["y"] - origin["y"], s=points**2, color=colors.get(name, OTHER),
            linewidth=0, label=name or "_other", rasterized=len(cells) > 5000, marker=marker(names, name))  # fmt: skip
    ax.set(xlim=(-CELL, across + CELL), ylim=(down + CELL, -CELL), xticks=[], yticks=[])
    ax.set_aspect("equal", adjustable="box")
    ax.spines[:].set(visible=True, color=theme.FAINT, linewidth=theme.THIN)
    if bar:
        lower = ax.transAxes + ScaledTranslation(0, -7 / 72, ax.figure.dpi_scale_trans)
        ink = {"transform": blended_transform_factory(ax.transData, lower), "clip_on": False}
        ax.plot([across - BAR, across], [0, 0], color=theme.INK, linewidth=2, solid_capstyle="butt", **ink)
        ax.text(across - BAR - 6, 0, "100 µm", ha="right", va="center", size=theme.small(), **ink)
    return ax


def marker(names, name):
    """The shape of a phenotype by its place in the legend; a disc for other cells."""
    return MARKERS[list(names).index(name) % len(MARKERS)] if name in names else "o"


def _span(cells):
    return tuple(np.ptp(cells[["x", "y"]].to_numpy(float), axis=0))
