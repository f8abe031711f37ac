"""Mutational landscape at resistance: which variants were kept, gained or lost since baseline, by gene and subject."""

from itertools import product

import numpy as np
import pandas as pd
from matplotlib.patches import Patch

from analysis.figures import described, layout, theme

FATE_COLORS = {"kept": "#4D4D4D", "gained": "#D55E00", "lost": "#56B4E9"}
EMPTY = "#F1F1F1"
NAMED = 60  # subjects whose names stand below
LETTER_MM = 1.35  # of a name


def _words(fates, *, window=28, **_):
    n, moved = fates["USUBJID"].nunique(), (fates["fate"] != "kept").sum()
    return {"window": window, "n": n, "moved": moved}, fates


@described(_words)
def landscape(fates, *, window=28, fig=None, top=25, order=None):
    """Draw the fate of each gene's variants by subject (into `fig`, or a new one 180 mm wide); return the figure.

    On top stand the numbers of variants by fate.
    fates: USUBJID, gene, fate (kept, gained, lost), one row per variant. A tile with several fates is split among
    them. Genes are those with variants gained or lost in most subjects (then kept, then by name), `top` of them.
    order: subjects from left to right, by default by the share of variants gained. window: for the words.
    """
    size, names = theme.small(), list(_changing(fates).head(top).index)
    gained = (fates["fate"] == "gained").groupby(fates["USUBJID"]).mean()
    subjects = list(gained.sort_values(ascending=False, kind="stable").index if order is None else order)
    named = len(subjects) <= NAMED
    foot = 6 + (LETTER_MM * max(map(len, map(str, subjects)), default=0) if named else 4)
    fig = fig or layout.blank(theme.DOUBLE_MM, 27 + foot + 2.9 * len(names))
    above, below = fig.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": [22, 2.9 * len(names)]})
    layout.margins(fig, left=22, right=2, top=3, bottom=foot, hspace=0.04)
    _counts(above, fates, subjects, 0.8 if named else 1.0)  # no gaps where they would be finer than a hair
    _tiles(below, fates, subjects, names, 0.9 if named else 1.0)
    below.set_xticks(range(len(subjects)) if named else [], subjects if named else [], rotation=90, fontsize=size)
    if not named:
        below.set_xlabel(f"{len(subjects)} subjects, by the share of variants gained", fontsize=size)
    below.set_yticks(range(len(names)), names, fontsize=size, style="italic")
    below.tick_params(length=0, pad=1)
    n = fates["fate"].value_counts()
    handles = [Patch(color=color, label=f"{fate} (n={n.get(fate, 0)})") for fate, color in FATE_COLORS.items()]
    fig.legend(handles=handles, loc="lower center", ncols=3, fontsize=size, frameon=False, handlelength=1.0)
    return fig


def _changing(fates):
    changed, every = (part.groupby("gene")["USUBJID"].nunique() for part in (fates[fates["fate"] != "kept"], fates))
    table = pd.DataFrame({"changed": changed, "every": every}).fillna(0).rename_axis("gene").reset_index()
    return table.sort_values(["changed", "every", "gene"], ascending=[False, False, True]).set_index("gene")


def _counts(ax, fates, subjects, width):
    wide = pd.crosstab(fates["USUBJID"], fates["fate"]).reindex(index=subjects, columns=list(FATE_COLORS), fill_value=0)
    bottom = np.zeros(len(subjects))
    for fate, color in FATE_COLORS.items():
        height = wide[fate].to_numpy(float)
        layout.rectangles(ax, np.arange(len(subjects)) - width / 2, bottom, width, height, [color] * len(subjects))
        bottom += height
    ax.set_ylim(0, 1.05 * bottom.max(initial=1))
    ax.set_ylabel("Variants", fontsize=theme.small())
    theme.dress(ax).tick_params(length=2, pad=1)
    ax.tick_params(axis="x", length=0, labelbottom=False)
    ax.spines[["top", "right", "bottom"]].set_visible(False)


def _tiles(ax, fates, subjects, names, width):
    seen = fates.groupby(["USUBJID", "gene"])["fate"].agg(set)
    parts = []
    for (x, subject), (y, gene) in product(enumerate(subjects), enumerate(names)):
        colors = [color for word, color in FATE_COLORS.items() if word in seen.get((subject, gene), ())] or [EMPTY]
        each = width / len(colors)
        parts += [(x - width / 2 + place * each, y, each, color) for place, color in enumerate(colors)]
    x, y, wide, colors = zip(*parts, strict=True)
    layout.rectangles(ax, x, np.array(y) - 0.43, wide, 0.86, colors)
    ax.set(xlim=(-0.6, len(subjects) - 0.4), ylim=(len(names) - 0.5, -0.5))
    ax.spines[:].set_visible(False)
