"""Heat map of markers by subjects, clustered, with rows of annotation above: the paper's Figure 6A."""

import textwrap

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.patches import Patch, Rectangle
from scipy.cluster import hierarchy

from analysis.figures import layout, theme

CELL_MM, ROW_MM, BAND_MM = 12.5, 4.3, 3.2  # a subject's column at most, a marker's row, an annotation's row
TREE_MM, RIGHT_MM, FOOT_MM, HEAD_MM = 14, 32, 15, 9
KEY_MM, KEY_LETTERS = 3.4, 19  # a line of the key, and its length
LETTER_MM = 1.4  # of a marker's name, for the left margin
# A dark and a light shade for each annotation of two labels, none like a colour of the responses or of the map.
ANNOTATION = ["#00695C", "#9BD8C5", "#6A2C8F", "#CFA9E3", "#6B4F2A", "#E0C49A"]
REACH = 2.0  # standard deviations at the ends of the colour scale
NUMBERS_UP_TO = 14  # subjects whose percents are written into the cells
LINED_UP_TO = 60  # subjects with a white line between their cells


@theme.styled
def heatmap(values, annotations, *, colors, width_mm=theme.DOUBLE_MM):
    """A figure of `values` (subjects × markers, fractions) as standard scores, rows and columns clustered.

    annotations: frame by subject, one row of colour above the map per column; colors: annotation -> {label: colour}.
    Markers with one value for everyone are left out. The percent itself is written in each cell for up to 14 subjects.
    Clusters: average linkage of Euclidean distances of the standard scores (missing as 0).
    """
    width_mm = theme.column_mm(width_mm)
    values = values.loc[:, values.std() > 0]
    scores = (values - values.mean()) / values.std()
    rows, columns = tree(scores.T), tree(scores)
    labels = 3 + LETTER_MM * max(len(str(name)) for name in [*values, *annotations])
    body, bands = len(values.columns) * ROW_MM, annotations.shape[1] * BAND_MM
    key = KEY_MM * sum(2 + sum(1 + _wrapped(label).count("\n") for label in labels) for labels in colors.values())
    body = max(body, key - HEAD_MM - bands)
    across = min(width_mm - labels - TREE_MM - RIGHT_MM, CELL_MM * len(values))
    foot = FOOT_MM + _names_mm(values, across)
    height = HEAD_MM + bands + body + foot
    fig, axes = theme.canvas(width_mm, height, nrows=3, ncols=2, layout=None)
    tall, wide = (lambda mm: mm / height), (lambda mm: mm / width_mm)
    left = wide(TREE_MM + labels)
    places = {
        "map": [left, tall(foot), wide(across), tall(body)],
        "bands": [left, tall(foot + body + 0.8), wide(across), tall(bands)],
        "columns": [left, tall(foot + body + bands + 1.4), wide(across), tall(HEAD_MM - 2)],
        "rows": [wide(1), tall(foot), wide(TREE_MM - 2), tall(body)],
        "scale": [left, tall(4), wide(36), tall(2)],
    }
    axes = dict(zip([*places, "spare"], axes.flat, strict=True))
    axes.pop("spare").remove()
    for name, place in places.items():
        axes[name].set_position(place)
    _map(axes["map"], values, scores, rows, columns)
    _subjects(axes["map"], scores.index[columns["leaves"]], across)
    _bands(axes["bands"], annotations.reindex(values.index).iloc[columns["leaves"]], colors)
    _branches(axes["columns"], columns)
    _branches(axes["rows"], rows, sideways=True)
    _scale(axes["scale"])
    _key(fig, annotations, colors, wide(TREE_MM + labels + across + 3), 1 - tall(2))
    return fig


def heatmap_colors(annotations):
    """A colour for each label of each annotation: that of a RECIST response, else of the palette, another per row."""
    colors, turn = {}, 0
    for name, labels in annotations.items():
        found = sorted(labels.dropna().unique(), key=str)
        if set(found) <= set(theme.RESPONSE):
            colors[name] = {label: color for label, color in theme.RESPONSE.items() if label in found}
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


def _map(ax, values, scores, rows, columns):
    shades = scores.iloc[columns["leaves"], rows["leaves"]].T
    line = 0.6 if shades.shape[1] <= LINED_UP_TO else 0  # thinner columns would be more line than colour
    ax.pcolormesh(shades.to_numpy(), cmap=theme.DIVERGING, vmin=-REACH, vmax=REACH, edgecolor="white", linewidth=line)
    ax.set_facecolor(theme.MISSING)
    ax.invert_yaxis()
    ax.set_yticks(np.arange(len(shades)) + 0.5, shades.index)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    if shades.shape[1] <= NUMBERS_UP_TO:
        percents = 100 * values.iloc[columns["leaves"], rows["leaves"]].T
        for (row, column), value in np.ndenumerate(percents.to_numpy()):
            dark = abs(shades.iat[row, column]) > 1.2
            words = "–" if np.isnan(value) else f"{value:.2f}" if value < 1 else f"{value:.1f}"
            ax.text(column + 0.5, row + 0.5, words, size=theme.tiny(), ha="center", va="center_baseline",
                    color="white" if dark else theme.INK)  # fmt: skip


def _turned(names, across):
    """How names stand under columns `across` mm wide together: 0 or 90 degrees, None where they find no place."""
    each = across / max(len(names), 1)
    longest = LETTER_MM * max(map(len, map(str, names)), default=0)
    return 0 if longest <= each else 90 if each >= layout.NAMED_MM else None


def _names_mm(values, across):
    """What upright names need below the map, in mm, beyond the room for level ones."""
    turned = _turned(values.index, across) == 90
    return max(LETTER_MM * max(map(len, map(str, values.index))) - 5, 0) if turned else 0


def _subjects(ax, names, across):
    """The names of the subjects under the map, or their number."""
    turn = _turned(names, across)
    named = turn is not None
    ax.set_xticks(np.arange(len(names)) + 0.5 if named else [], names if named else [], rotation=turn)
    if not named:
        ax.set_xlabel(f"{len(names)} subjects, by cluster")


def _bands(ax, annotations, colors):
    line = 0.6 if len(annotations) <= LINED_UP_TO else 0
    for row, (name, labels) in enumerate(annotations.items()):
        for column, label in enumerate(labels):
            color = theme.MISSING if pd.isna(label) else colors[name].get(label, theme.MISSING)
            ax.add_patch(Rectangle((column, row), 1, 1, facecolor=color, edgecolor="white", linewidth=line))
    ax.set(xlim=(0, len(annotations)), ylim=(max(annotations.shape[1], 1), 0))
    ax.set_yticks(np.arange(annotations.shape[1]) + 0.5, annotations.columns)
    ax.tick_params(length=0, labelbottom=False, bottom=False)
    ax.spines[:].set_visible(False)


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


def _scale(ax):
    shades = np.linspace(-REACH, REACH, 64)
    ax.pcolormesh(np.linspace(-REACH, REACH, 65), [0, 1], shades[None, :], cmap=colormaps[theme.DIVERGING],
                  edgecolors="face", linewidth=theme.THIN)  # fmt: skip
    ax.set_xticks([-2, -1, 0, 1, 2], ["≤ −2", "−1", "0", "1", "≥ 2"])
    ax.tick_params(length=0, labelleft=False, left=False, pad=1)
    ax.annotate("Standard score (SD from the mean)", (1, 0.5), xycoords="axes fraction", xytext=(8, 0), va="center",
                textcoords="offset points", size=theme.small())  # fmt: skip
    ax.spines[:].set_visible(False)


def _wrapped(label):
    return textwrap.fill(str(label), KEY_LETTERS)


def _key(fig, annotations, colors, x, y):
    """The colours of each annotation, one short list below the other."""
    handles, labels = [], []
    for name in annotations:
        handles.append(Patch(alpha=0))
        labels.append(name)
        used = [label for label in colors[name] if (annotations[name] == label).any()]
        handles += [Patch(facecolor=colors[name][label]) for label in used]
        labels += map(_wrapped, used)
        if annotations[name].isna().any():
            handles.append(Patch(facecolor=theme.MISSING))
            labels.append("not known")
    legend = fig.legend(handles, labels, loc="upper left", bbox_to_anchor=(x, y), handlelength=1, handleheight=0.9,
                        labelspacing=0.25, borderpad=0)  # fmt: skip
    for text in legend.get_texts():
        if text.get_text() in set(annotations.columns):
            text.set(weight="bold", x=-12)
