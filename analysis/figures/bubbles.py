"""Bubble plot of a cut-off sweep: markers by cut-offs, the size of an effect as an area, louder the more P withstands.

In SVG every bubble is a link with its numbers: a pointer or the keyboard shows them in the line at the foot.
"""

import textwrap

import numpy as np
import pandas as pd
from matplotlib import colors
from matplotlib.lines import Line2D

from analysis.figures import described, theme
from analysis.vocabulary import ENDPOINTS

LOWER, HIGHER = "#6A3D9A", "#EE86B7"  # hazard ratio below and above 1, purple and pink as in the paper's Figure 6B
LARGEST, DIAMETER = 6.0, 12.5  # |log2 HR| drawn at full size, 64-fold; points of that
PALE = 0.45  # how much of its colour a bubble keeps that no P speaks for
RIMS = [0.0, 0.0, 0.9, 1.5]  # points, by loudness
ROW_MM, HEAD_MM, FOOT_MM = 4.4, 7, 26.5
LETTER_MM = 1.33  # of a marker's name, for the left margin
RING = 6.8  # points, the radius of what can be pointed at, which is also where the focus is drawn
LETTERS = 0.6  # of the numbers at the foot that stand in a millimetre, so that two lines hold them all
# Of a file that stands alone; inside the report's page the same classes are the page's.
STYLE = (
    ".sweep-bubble:focus{outline:none}.sweep-bubble:hover .sweep-numbers,.sweep-bubble:focus .sweep-numbers"
    "{display:inline}.sweep-bubble:hover .sweep-ring{stroke:#0B5CAD}"
    ".sweep-bubble:focus .sweep-ring{stroke:#0B5CAD;stroke-width:1.8}"
)


def diameter(ratio):
    """The diameter in points of the bubble of a hazard ratio: its area goes with |log2 HR|, up to 64-fold."""
    share = np.minimum(np.abs(np.log2(ratio)), LARGEST) / LARGEST
    return DIAMETER * np.sqrt(np.maximum(share, 0.02))


def _words(sweeps, *, level=0.05, **_):
    tables = {name: table.drop(columns=["link", "words"], errors="ignore") for name, table in sweeps.items()}
    if not any(table["estimate"].notna().any() for table in tables.values()):
        return None
    counts = [f"{name}, permutation P < {level:g} in {(alone(table) < level).sum()} of {table['p_log_rank'].count()}, "
              f"adjusted {(table['p_grid'] < level).sum()}" for name, table in tables.items()]  # fmt: skip
    return {"counts": "; ".join(counts)}, pd.concat(tables, names=["endpoint"]).reset_index("endpoint")


@described(_words)
def bubbles(sweeps, *, level=0.05, width_mm=theme.DOUBLE_MM, titles=ENDPOINTS):
    """A figure with one panel per endpoint: `sweeps` maps endpoint -> the table of `cutoff.sweep`.

    Tables may carry `link` (where a bubble leads in SVG) and `words` (what it says there). Markers without any split
    are left out. Pale unless the permutation P of the split alone is below the level, and the log-rank P where there is
    no other; with a rim where P adjusted over the marker's cut-offs is, with a thicker one and a star where P adjusted
    over the whole grid is. A small point: separated groups.
    """
    width_mm = theme.column_mm(width_mm)
    drawn = pd.concat(sweeps.values()).groupby("marker", sort=False)["estimate"].count()
    shown = list(drawn.index[drawn > 0])
    height = HEAD_MM + max(len(shown), 1) * ROW_MM + FOOT_MM
    left = 4 + LETTER_MM * max((len(name) for name in shown), default=0)
    fig, axes = theme.canvas(
        width_mm, height, ncols=len(sweeps), sharey=True, squeeze=False, layout=None,
        gridspec_kw={"left": left / width_mm, "right": 0.985, "top": 1 - HEAD_MM / height,
                     "bottom": FOOT_MM / height, "wspace": 0.06})  # fmt: skip
    numbers = fig.text(0.012, 1.2 / height, "", size=theme.small(), va="bottom", visible=False)
    for ax, (endpoint, table), letter in zip(axes.flat, sweeps.items(), "ABCDEFGH", strict=False):
        _panel(ax, table, shown, level, numbers, letter)
        ax.set_title(titles.get(endpoint, endpoint))
        ax.set_xlabel("Cut-off (quantile of the marker)")
    axes.flat[0].set_yticks(range(len(shown)), shown)
    _legend(fig, level, height)
    return fig


def _panel(ax, table, shown, level, numbers, letter):
    quantiles = sorted(table["quantile"].unique())
    ax.set(xlim=(-0.6, len(quantiles) - 0.4), ylim=(len(shown) - 0.4, -0.6))
    ax.set_xticks(range(len(quantiles)), [f"{100 * quantile:g}%" for quantile in quantiles])
    ax.hlines(range(len(shown)), -0.6, len(quantiles) - 0.4, color=theme.GRID, linewidth=theme.THIN, zorder=0)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.add_artist(StyleSheet([], [], in_layout=False))
    for row in table[table["estimate"].notna() & table["marker"].isin(shown)].to_dict("records"):
        place = [quantiles.index(row["quantile"])], [shown.index(row["marker"])]
        ax.add_line(bubble_of(row, place, level, numbers, letter))


def alone(table):
    """The unadjusted P of splits: by permutation, which a split of few subjects cannot drive below its floor."""
    return table["p_exact"].fillna(table["p_log_rank"])


def loudness(row, level):
    """How much P withstands: 3 all looks of the sweep, 2 those at its marker, 1 none but its own, 0 nothing."""
    p_values = row["p_grid"], row["p_marker"], row["p_log_rank"] if pd.isna(row["p_exact"]) else row["p_exact"]
    return next((3 - place for place, p_value in enumerate(p_values) if p_value < level), 0)


def bubble_of(row, place, level, numbers=None, panel=""):
    """The bubble of one cell at a place, the louder the more its P withstands."""
    loud, color = loudness(row, level), LOWER if row["estimate"] < 1 else HIGHER
    face = color if loud else colors.to_hex(1 - PALE + PALE * np.array(colors.to_rgb(color)))
    look = {"marker": "o", "markersize": diameter(row["estimate"]), "linestyle": "none", "markerfacecolor": face}
    rim = {"markeredgecolor": theme.INK if RIMS[loud] else face, "markeredgewidth": RIMS[loud]}
    told = {"link": row.get("link"), "words": row.get("words") or "", "numbers": numbers, "panel": panel}
    plain = {"markeredgewidth": 0, "linestyle": "none"}
    marks = [Line2D(*place, marker="*", markersize=5.6, color="white", **plain)] if loud == 3 else []
    if row["separated"]:
        marks.append(Line2D(*place, marker="o", markersize=1.5, color=color if marks or not loud else "white", **plain))
    return Bubble(*place, **look, **rim, **told, marks=marks)


class Bubble(Line2D):
    """A marker that, in SVG, is a link that knows its place and shows its words in `numbers` while pointed at."""

    def __init__(self, x, y, *, link, words, numbers, marks=(), panel="", **look):
        super().__init__(x, y, **look)
        self.link, self.words, self.numbers, self.marks, self.panel = link, words, numbers, marks, panel

    def draw(self, renderer):
        """Draw the marker; in SVG within a link."""
        writer = getattr(renderer, "writer", None)
        if writer is None or not self.words:
            self._draw_both(renderer)
            return
        target = {"xlink:href": self.link, "aria-label": self.words} if self.link else {}
        column, row = (f"{int(value[0])}" for value in self.get_data())
        place = {"data-panel": self.panel, "data-row": row, "data-column": column}
        writer.start("a" if self.link else "g", attrib={**target, **place, "class": "sweep-bubble"})
        writer.element("title", text=self.words)
        self._draw_both(renderer)
        # a circle that cannot be seen: small bubbles are reached by it, and the focus is drawn on it
        x, y = self.get_transform().transform(self.get_xydata())[0]
        ring = {"cx": f"{x:.2f}", "cy": f"{renderer.height - y:.2f}", "r": f"{RING:g}"}
        writer.element("circle", attrib={**ring, "fill": "#fff", "fill-opacity": "0", "class": "sweep-ring"})
        if self.numbers is not None:
            self._write_numbers(renderer, writer)
        writer.end("a" if self.link else "g")

    def _draw_both(self, renderer):
        super().draw(renderer)
        for mark in self.marks:
            if mark.get_figure() is None:
                mark.set(figure=self.get_figure(), transform=self.get_transform())
            mark.draw(renderer)

    def _write_numbers(self, renderer, writer):
        writer.start("g", attrib={"class": "sweep-numbers", "display": "none"})
        letters = round(LETTERS * self.get_figure().get_figwidth() * 25.4)
        self.numbers.set(text=textwrap.fill(self.words, letters), visible=True)
        self.numbers.draw(renderer)
        self.numbers.set(text="", visible=False)
        writer.end("g")


class StyleSheet(Line2D):
    """The style sheet in an SVG, nothing elsewhere."""

    def draw(self, renderer):
        """Write the style sheet."""
        if hasattr(renderer, "writer"):
            renderer.writer.element("style", text=STYLE)


def _legend(fig, level, height):
    """Colours and sizes in one row, what P withstands and separation in a second."""
    ratios = {f"1/{2**power}": _key(2.0**-power) for power in (1, 2, 4)}
    ratios |= {f"{2.0**power:g}": _key(2.0**power) for power in (1, 2, 4)}
    signs = {
        f"P ≥ {level:g}": _key(p_exact=1), f"permutation P < {level:g}": _key(),
        "adjusted for its cut-offs": _key(p_marker=0), "for all markers too": _key(p_grid=0),
        "separated groups": _key(separated=True)}  # fmt: skip
    for keys, y, title in ((ratios, 11.9, "Hazard ratio, high against low:"), (signs, 7.4, "")):
        legend = fig.legend(
            keys.values(), keys, loc="lower left", bbox_to_anchor=(0.006, y / height), ncol=len(keys), title=title,
            columnspacing=1.4, handletextpad=0.4, alignment="left", title_fontsize=theme.small(), numpoints=1,
            borderpad=0)  # fmt: skip
        legend.set_in_layout(False)


def _key(ratio=0.125, **row):
    plain = {"estimate": ratio, "separated": False, "p_log_rank": 0, "p_exact": 0, "p_grid": 1, "p_marker": 1}
    bubble = bubble_of(plain | row, ([0], [0]), 0.05)
    return (bubble, *bubble.marks) if bubble.marks else bubble
