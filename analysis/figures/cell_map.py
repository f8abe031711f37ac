"""Where the cells of stained fields lie, coloured by phenotype, with a scale bar: the paper's Figure 5."""

import numpy as np
import pandas as pd
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from analysis.figures import described, layout, theme

OTHER = "#D8D8D8"
CYCLE = ["#C8501E", "#1B4F9C", "#00875F", "#E0A800", "#9A3F8F", "#4FA9DE"]
MARKERS = ["o", "s", "^", "D", "v", "P"]  # with the colours, so that phenotypes stay apart in grey
BAR, CELL = 100.0, 9.0  # microns: the scale bar, the diameter of a drawn cell
LARGEST = 6.0  # points, the diameter of a cell in a small field
GAP_MM, FOOT_MM, HEAD_MM = 4, 8, 6


def palette(names):
    """A colour for each phenotype, in order."""
    return {name: CYCLE[place % len(CYCLE)] for place, name in enumerate(names)}


def _words(fields, *, names, **_):
    said = [f"{title}: {(own['phenotype'] == names[0]).sum()} of {len(own)} cells {names[0]}"
            for title, own in fields.items()]  # fmt: skip
    data = pd.concat(fields, names=["field"]).reset_index("field")
    return {"fields": ", ".join(fields), "cells": "; ".join(said)}, data


@described(_words)
def cell_maps(fields, *, names, width_mm=theme.DOUBLE_MM):
    """A figure of fields side by side at one scale: {title: cells with x, y in microns and `phenotype`}.

    names: phenotypes in the order of the legend; cells of none of them are grey and lie below. y points downwards.
    """
    width_mm = theme.column_mm(width_mm)
    across, down = np.max([_span(cells) for cells in fields.values()], axis=0)
    each = (width_mm - GAP_MM * (len(fields) - 1) - 2) / len(fields)
    height = HEAD_MM + each * down / across + FOOT_MM
    fig, axes = theme.canvas(width_mm, height, ncols=len(fields), squeeze=False, layout=None)
    for place, (ax, (title, cells)) in enumerate(zip(axes.flat, fields.items(), strict=True)):
        left = (1 + place * (each + GAP_MM)) / width_mm
        ax.set_position([left, FOOT_MM / height, each / width_mm, each * down / across / height])
        points = min(72 / 25.4 * each * CELL / across, LARGEST)
        cell_map(cells, ax=ax, names=names, span=(across, down), points=points, bar=ax is axes.flat[-1])
        ax.set_title(f"{'ABCDEFGH'[place]}  {title}" if len(fields) > 1 else title)
    _key(fig, names)
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
            linewidth=0, label=name or "_other", rasterized=len(cells) > 5000, marker=marker(names, name),
        )  # fmt: skip
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


def _key(fig, names):
    colors = palette(names)
    handles = [layout.key(marker(names, name), color=colors.get(name, OTHER), markersize=4, markeredgewidth=0)
               for name in [*names, None]]  # fmt: skip
    fig.legend(handles, [*names, "other cells"], loc="lower left", bbox_to_anchor=(0.004, 0.0), ncol=len(handles),
               columnspacing=1.4, handletextpad=0.2).set_in_layout(False)  # fmt: skip
