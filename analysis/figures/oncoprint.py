"""Variants of genes by subject: at every time point (oncoprint), and what became of them by resistance (landscape)."""

from itertools import product

import numpy as np
import pandas as pd
from matplotlib.patches import Patch

from analysis.figures import described, layout, theme

# Colour-blind-safe (Okabe and Ito), the darker ones for the classes that break a protein.
CLASS_COLORS = {
    "Missense_Mutation": "#0072B2", "Nonsense_Mutation": "#000000", "Frame_Shift_Del": "#D55E00",
    "Frame_Shift_Ins": "#E69F00", "In_Frame_Del": "#009E73", "In_Frame_Ins": "#56B4E9", "Splice_Site": "#CC79A7",
    "Multi_Hit": "#7B3294", "Silent": "#C9D6DF",
}  # fmt: skip
# Patterns tell classes of like lightness apart in grey; missense, nonsense and silent are plain.
HATCHES = {
    "Frame_Shift_Del": "/////", "Frame_Shift_Ins": "\\\\\\\\\\", "In_Frame_Del": ".....", "In_Frame_Ins": "....",
    "Splice_Site": "-----", "Multi_Hit": "xxxxx"}  # fmt: skip
OTHER = "#8C6D31"  # any class that the table above does not know
EMPTY, MISSING = "#F1F1F1", "#ABABAB"  # the grey must be told from the empty tile beside it
POINT_COLORS = ["#FDD0A2", "#F16913", "#7F2704", "#4292C6", "#08306B"]
GAP = 0.6  # between subjects, in columns
NAMED = 60  # subjects whose names stand below; more are drawn in a block for each time point
BLOCK_GAP = 0.015  # between those, as a share of a block
FATE_COLORS = {"kept": "#4D4D4D", "gained": "#D55E00", "lost": "#56B4E9"}
LETTER_MM = 1.35  # of a name


def _words(points, tiles, ranked, burden, *, order="", **_):
    often = ", ".join(f"{row.gene} {row.n_event:.0f}" for row in ranked.head(5).itertuples())
    facts = {"n": points["USUBJID"].nunique(), "genes": len(ranked), "order": order, "often": often}
    return facts, {"draws": points, "tiles": tiles, "genes": ranked, "bars": burden}


@described(_words, of=2)
def oncoprint(points, tiles, ranked, burden, *, fig=None, order=""):
    """Draw an oncoprint (into `fig`, or a new one 180 mm wide) and return the figure.

    points: one row per subject and time point, in the order to draw (USUBJID, point, SAMPLEID; missing: no sample,
    grey). tiles: SAMPLEID, gene, classification. ranked: gene, n_event, n, estimate, top first. burden: SAMPLEID,
    classification, n, the bars on top. Time points that nobody was sampled at are left out. More than NAMED subjects
    stand without names, in the same order in a block for each time point; `order` says that order in words.
    """
    points = points[points.groupby("point")["SAMPLEID"].transform("count") > 0]
    many = points["USUBJID"].nunique() > NAMED
    points = _placed(points, many)
    fig = fig or layout.blank(theme.DOUBLE_MM, 54 + 3.1 * len(ranked))
    ratios = {"height_ratios": [24, 3, 3.1 * len(ranked)], "width_ratios": [9, 1]}
    axes = fig.subplots(3, 2, sharex="col", gridspec_kw=ratios)
    layout.margins(fig, left=20, right=9, top=3, bottom=24, hspace=0.03, wspace=0.03)
    width = 1.0 if many else 0.9  # no gaps where they would be finer than a hair
    _bars(axes[0, 0], points, burden, width)
    _strip(axes[1, 0], points, width)
    _tiles(axes[2, 0], points, tiles, list(ranked["gene"]), width)
    _subjects(axes[2, 0], points, order)
    _frequency(axes[2, 1], ranked)
    for axis in axes[:2, 1]:
        axis.axis("off")
    _legend(fig, points, set(tiles["classification"]) | set(burden["classification"]))
    return fig


def _color(name):
    return CLASS_COLORS.get(name, OTHER)


def _pattern(name, width=0.9):
    """The pattern of a class and its colour, for `layout.rectangles`; none for a plain class or on narrow tiles."""
    dark = theme.luminance(_color(name)) < 0.2
    return {"hatch": HATCHES[name], "ink": "white" if dark else theme.INK} if name in HATCHES and width < 1 else {}


def _placed(points, many):
    """Each sample's place: beside its subject's others, subjects GAP apart; of many, in its time point's block."""
    subject, names = pd.factorize(points["USUBJID"])
    if many:
        block = pd.factorize(points["point"])[0] * (1 + BLOCK_GAP) * len(names)
        return points.assign(x=subject + block).sort_values("x", ignore_index=True)
    several = points.groupby("USUBJID").size().max() > 1
    return points.assign(x=np.arange(len(points)) + (GAP * subject if several else 0))


def _bars(ax, points, burden, width):
    known = points.dropna(subset=["SAMPLEID"])
    wide = burden.pivot_table(index="SAMPLEID", columns="classification", values="n", aggfunc="sum", fill_value=0)
    order = [name for name in CLASS_COLORS if name in wide] + sorted(set(wide) - set(CLASS_COLORS))
    looks = {name: (_color(name), _pattern(name, width)) for name in order}
    _stacked(ax, known["x"], wide.reindex(known["SAMPLEID"], fill_value=0), width, looks)


def _stacked(ax, x, counts, width, looks):
    """The numbers of variants at each place, a layer for each column; looks: {column: (colour, pattern)}."""
    bottom = np.zeros(len(counts))
    for name, (color, pattern) in looks.items():
        height = counts[name].to_numpy(float)
        layout.rectangles(ax, x - width / 2, bottom, width, height, [color] * len(counts), **pattern)
        bottom += height
    ax.set_ylim(0, 1.05 * bottom.max(initial=1))
    ax.set_ylabel("Variants", fontsize=theme.small())
    theme.dress(ax).tick_params(axis="y", length=2, pad=1)
    ax.tick_params(axis="x", length=0, labelbottom=False)
    ax.spines[["top", "right", "bottom"]].set_visible(False)


def _strip(ax, points, width):
    names = list(points["point"].unique())
    if len(names) > 1:
        colors = [POINT_COLORS[names.index(name)] for name in points["point"]]
        layout.rectangles(ax, points["x"] - width / 2, 0.1, width, 0.8, colors)
    ax.set_ylim(0, 1)
    ax.axis("off")


def _tiles(ax, points, tiles, names, width):
    classes = tiles.set_index(["SAMPLEID", "gene"])["classification"].to_dict()
    found = [(sample, classes.get((sample, gene))) for sample in points["SAMPLEID"] for gene in names]
    colors = [MISSING if pd.isna(sample) else EMPTY if name is None else _color(name) for sample, name in found]
    x, y = np.repeat(points["x"].to_numpy(), len(names)), np.tile(np.arange(len(names)), len(points))
    layout.rectangles(ax, x - width / 2, y - 0.43, width, 0.86, colors)
    drawn = np.array([str(name) for _, name in found])
    for name in sorted(set(drawn) & set(HATCHES)):
        of = drawn == name
        color = [_color(name)] * int(of.sum())
        layout.rectangles(ax, x[of] - width / 2, y[of] - 0.43, width, 0.86, color, **_pattern(name, width))
    _genes(ax, names, points["x"].min() - 0.6, points["x"].max() + 0.6)


def _genes(ax, names, left, right):
    ax.set(xlim=(left, right), ylim=(len(names) - 0.5, -0.5))
    ax.spines[:].set_visible(False)
    ax.set_yticks(range(len(names)), names, fontsize=theme.small(), style="italic")
    ax.tick_params(length=0, pad=1)


def _subjects(ax, points, order):
    centres = points.groupby("USUBJID", sort=False)["x"].mean()
    named = centres[: len(centres) if len(centres) <= NAMED else 0]
    ax.set_xticks(named, named.index.astype(str), rotation=90, fontsize=theme.small())
    if named.empty:
        again = ", in the same order in each block" if points["point"].nunique() > 1 else ""
        ax.set_xlabel(f"{len(centres)} subjects{order and ', '}{order}{again}", fontsize=theme.small())


def _frequency(ax, ranked):
    ax.barh(range(len(ranked)), 100 * ranked["estimate"], height=0.8, color="#4D4D4D")
    for y, row in enumerate(ranked.itertuples()):
        ax.annotate(f"{100 * row.estimate:.0f}%", (100 * row.estimate, y), (2, 0), textcoords="offset points",
                    va="center", fontsize=max(theme.small() - 0.5, theme.tiny()), annotation_clip=False)  # fmt: skip
    ax.set(xlim=(0, 135 * ranked["estimate"].max()), ylim=(len(ranked) - 0.5, -0.5), xticks=[], yticks=[])
    ax.set_xlabel("Subjects", fontsize=theme.small())
    ax.spines[:].set_visible(False)


def _legend(fig, points, seen):
    looks = {name: _pattern(name) for name in CLASS_COLORS if name in seen}
    handles = [Patch(facecolor=_color(name), edgecolor=look.get("ink"), hatch=look.get("hatch"), linewidth=0,
                     label=name.replace("_", " ").replace(" Mutation", "").capitalize())
               for name, look in looks.items()]  # fmt: skip
    if seen - set(CLASS_COLORS):
        handles.append(Patch(color=OTHER, label="Other class"))
    handles.append(Patch(facecolor=EMPTY, edgecolor="#D0D0D0", linewidth=theme.THIN, label="Sampled, not mutated"))
    if points["SAMPLEID"].isna().any():
        handles.append(Patch(color=MISSING, label="No sample"))
    names = list(points["point"].unique())
    options = {"loc": "lower left", "ncols": 6, "handlelength": 0.9, "handleheight": 0.9, "columnspacing": 1.0}
    fig.legend(handles=handles, bbox_to_anchor=(0.02, layout.below(fig, 4)), **options)
    if len(names) > 1:
        strip = [Patch(color=POINT_COLORS[place], label=name) for place, name in enumerate(names)]
        fig.legend(handles=strip, bbox_to_anchor=(0.02, 0), **options)


def _fate_words(fates, *, window=28, **_):
    n, moved = fates["USUBJID"].nunique(), (fates["fate"] != "kept").sum()
    return {"window": window, "n": n, "moved": moved}, fates


@described(_fate_words)
def landscape(fates, *, window=28, fig=None, top=25, order=None):
    """Draw the fate of each gene's variants by subject (into `fig`, or a new one 180 mm wide); return the figure.

    fates: USUBJID, gene, fate (kept, gained, lost), one row per variant; their numbers stand on top. A tile with
    several fates is split among them. Genes are those with variants gained or lost in most subjects (then kept, then by
    name), `top` of them. order: subjects from left to right, by default by the share gained. window: for the words.
    """
    changed, every = (part.groupby("gene")["USUBJID"].nunique() for part in (fates[fates["fate"] != "kept"], fates))
    table = pd.DataFrame({"changed": changed, "every": every}).fillna(0).rename_axis("gene").reset_index()
    table = table.sort_values(["changed", "every", "gene"], ascending=[False, False, True])
    size, names = theme.small(), list(table["gene"].head(top))
    gained = (fates["fate"] == "gained").groupby(fates["USUBJID"]).mean()
    subjects = list(gained.sort_values(ascending=False, kind="stable").index if order is None else order)
    named = len(subjects) <= NAMED
    foot = 6 + (LETTER_MM * max(map(len, map(str, subjects)), default=0) if named else 4)
    fig = fig or layout.blank(theme.DOUBLE_MM, 27 + foot + 2.9 * len(names))
    above, below = fig.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": [22, 2.9 * len(names)]})
    layout.margins(fig, left=22, right=2, top=3, bottom=foot, hspace=0.04)
    wide = pd.crosstab(fates["USUBJID"], fates["fate"]).reindex(index=subjects, columns=list(FATE_COLORS), fill_value=0)
    looks = {fate: (color, {}) for fate, color in FATE_COLORS.items()}
    # no gaps where they would be finer than a hair
    _stacked(above, np.arange(len(subjects)), wide, 0.8 if named else 1.0, looks)
    _fate_tiles(below, fates, subjects, names, 0.9 if named else 1.0)
    below.set_xticks(range(len(subjects)) if named else [], subjects if named else [], rotation=90, fontsize=size)
    if not named:
        below.set_xlabel(f"{len(subjects)} subjects, by the share of variants gained", fontsize=size)
    n = fates["fate"].value_counts()
    handles = [Patch(color=color, label=f"{fate} (n={n.get(fate, 0)})") for fate, color in FATE_COLORS.items()]
    fig.legend(handles=handles, loc="lower center", ncols=3, handlelength=1.0)
    return fig


def _fate_tiles(ax, fates, subjects, names, width):
    seen = fates.groupby(["USUBJID", "gene"])["fate"].agg(set)
    parts = []
    for (x, subject), (y, gene) in product(enumerate(subjects), enumerate(names)):
        colors = [color for word, color in FATE_COLORS.items() if word in seen.get((subject, gene), ())] or [EMPTY]
        each = width / len(colors)
        parts += [(x - width / 2 + place * each, y, each, color) for place, color in enumerate(colors)]
    x, y, wide, colors = zip(*parts, strict=True)
    layout.rectangles(ax, x, np.array(y) - 0.43, wide, 0.86, colors)
    _genes(ax, names, -0.6, len(subjects) - 0.4)
