"""Forest plots: estimates with intervals on a log axis between aligned columns of text, one row per comparison."""

import functools
import re
import textwrap

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath
from matplotlib.ticker import NullLocator

from analysis.figures import theme
from analysis.vocabulary import signs

ROW_MM, TOP_MM, BOTTOM_MM, SIDE_MM = 3.5, 2, 11, 2
HEADING_ROWS = 1.5  # of the column headings, in rows of the table
GAP, INDENT, EDGE = 9.0, 7.0, 3.0  # points between columns; of a level under its subgroup; inside the outer edges
NARROWEST_PLOT, CLOSEST_TICKS = 100.0, 17.0  # points
LONGEST_LABEL = 42  # characters in a line
TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
WIDEST = 8.0  # intervals are cut where they reach this many times beyond the outermost estimate, or beyond 1
COLUMNS = ("heading", "label", "estimate", "conf_low", "conf_high", "n_event", "is_reference", "reason")
STRIPE = "#F6F6F6"


@theme.styled
def forest(table, *, left=None, right=None, favours=("", ""), limits=None, width_mm=theme.DOUBLE_MM):
    """A figure of a forest plot of a tidy table, as high as its rows need: one row per level, under its subgroup.

    table: heading (in bold, once; blank: none), label (the level; blank: the row stands on the heading's line),
    estimate, conf_low, conf_high (ratios), n_event (area of the mark), is_reference (an open mark at 1), reason
    (written where there is neither). left, right: mapping of columns of text to their headings, beside the plot.
    Intervals beyond `limits` of the log axis end in arrows. favours: words under the axis, left and right of 1. At the
    widths of a journal it becomes wider than a column where the texts would leave no room. ValueError for a missing
    column, and where the texts leave too little room.
    """
    missing = [name for name in [*COLUMNS, *(left or {}), *(right or {})] if name not in table]
    if missing:
        raise ValueError(f"forest: the table has no column {missing}; it has {list(table.columns)}")
    lines = _lines(table)
    ax = _canvas(lines, left, right, width_mm, BOTTOM_MM + (3.5 if any(favours) else 0))
    heights = np.array(_heights(lines))
    ends = np.cumsum(heights)
    starts, middles = np.append(0, ends)[:-1], ends - heights / 2
    ax.set(xlim=(0, _width(ax)), ylim=(sum(heights), -HEADING_ROWS))
    ax.axis("off")
    _stripes(ax, lines, starts, ends)
    start = _labels(ax, lines, middles) + GAP
    for column, heading in (left or {}).items():
        start += _column(ax, _texts(lines, column), middles, heading, at=start) + GAP
    end = _width(ax) - EDGE - _columns_width(lines, right)
    plot = _plot_axes(ax, start, end)
    _scale(plot, table, limits)
    _marks(plot, lines, middles, starts, ends)
    _favours(plot, favours)
    for column, heading in (right or {}).items():
        end += GAP
        end += _column(ax, _texts(lines, column), middles, heading, at=end)
    return ax.figure


def _canvas(lines, left, right, width_mm, bottom_mm):
    """Axes over the whole of a new figure but its margins: the columns are measured against their final place."""
    height = (sum(_heights(lines)) + HEADING_ROWS) * ROW_MM + TOP_MM + bottom_mm
    fig, ax = theme.canvas(width_mm, height, layout="none")
    if theme.look().columns_mm:
        fig.set_figwidth(max(fig.get_figwidth(), _needed_mm(lines, left, right) * theme.MM))
    width_mm, bottom = fig.get_figwidth() / theme.MM, bottom_mm / height
    ax.set_position([SIDE_MM / width_mm, bottom, 1 - 2 * SIDE_MM / width_mm, 1 - bottom - TOP_MM / height])
    return ax


def _needed_mm(lines, left, right):
    labels = [INDENT * indented + _measure(words, "bold" if bold else "normal") for words, bold, indented, _ in lines]
    texts = _columns_width(lines, left) + _columns_width(lines, right)
    return (2 * EDGE + max(labels, default=0) + GAP + texts + NARROWEST_PLOT + 1) / 72 / theme.MM + 2 * SIDE_MM


def _lines(table):
    """What stands on each line from the top: (words, bold, indented, row or None)."""
    lines, last = [], None
    for row in table.to_dict("records"):
        heading, label = signs(_blank(row["heading"])), signs(_blank(row["label"]))
        if heading and heading != last and label:
            lines.append((textwrap.fill(heading, LONGEST_LABEL), True, False, None))
        under = bool(heading and label)
        lines.append((textwrap.fill(label or heading, LONGEST_LABEL), not under, under, row))
        last = heading
    return lines


def _blank(value):
    return "" if value is None or value != value else str(value)


def _heights(lines):
    return [1 + 0.75 * words.count("\n") for words, *_ in lines]


def _width(ax):
    # in points, which is also the horizontal unit in which the columns are set
    return ax.get_position().width * ax.figure.get_figwidth() * 72


@functools.lru_cache(maxsize=4096)
def _measure(words, weight="normal"):
    font = FontProperties(family=theme.FONTS, size=theme.small(), weight=weight)
    measure = TextToPath().get_text_width_height_descent
    return max((measure(line, font, False)[0] for line in words.split("\n") if line), default=0.0)


def _stripes(ax, lines, starts, ends):
    """Every other subgroup on a faint ground, so that the eye keeps its row across the columns."""
    dark = np.cumsum([not indented for _, _, indented, _ in lines]) % 2 == 0
    for start, end in zip(starts[dark], ends[dark], strict=True):
        ax.axhspan(start, end, color=STRIPE, linewidth=0, zorder=0)


def _labels(ax, lines, middles):
    widths = [0.0]
    for (words, bold, indented, _), y in zip(lines, middles, strict=True):
        x, weight = EDGE + (INDENT if indented else 0.0), "bold" if bold else "normal"
        align = "center" if "\n" in words else "center_baseline"
        ax.text(x, y, words, size=theme.small(), weight=weight, va=align, linespacing=1.1)
        widths.append(x + _measure(words, weight))
    ax.plot([0, _width(ax)], [0, 0], color=theme.INK, linewidth=theme.LINE, clip_on=False)
    return max(widths)


def _texts(lines, column):
    return ["" if row is None else _blank(row[column]) for *_, row in lines]


def _before(text):
    # up to a number's decimal point, or to the interval, which are aligned
    return _measure(re.split(r"[. /]", text)[0])


def _column_width(words, heading):
    numbers = [text for text in words if any(map(str.isdigit, text))]
    before = max(map(_before, numbers), default=0)
    after = max((_measure(text) - _before(text) for text in numbers), default=0)
    others = max((_measure(text) for text in words if text not in numbers), default=0)
    return before, max(before + after, others, _measure(heading, "bold"))


def _columns_width(lines, columns):
    return sum(_column_width(_texts(lines, name), heading)[1] + GAP for name, heading in (columns or {}).items())


def _column(ax, words, middles, heading, *, at):
    """Write a column of texts from x = `at` on, numbers aligned on their decimal point; its width in points."""
    before, width = _column_width(words, heading)
    ax.text(at, -0.4, heading, size=theme.small(), weight="bold", va="baseline", linespacing=1.1)
    for text, y in zip(words, middles, strict=True):
        number = any(map(str.isdigit, text))
        x = at + (before - _before(text) if number else 0)
        if text:
            look = {"color": theme.INK} if number else {"color": theme.FAINT, "style": "italic"}
            ax.text(x, y, text, size=theme.small(), va="center_baseline", **look)
    return width


def _plot_axes(ax, start, end):
    if end - start < NARROWEST_PLOT:
        raise ValueError(f"forest: the text columns leave {end - start:.0f} points for the plot, less than "
                         f"{NARROWEST_PLOT:.0f}; drop a column, shorten labels or widen the figure")  # fmt: skip
    total = _width(ax)
    plot = ax.inset_axes([start / total, 0, (end - start) / total, 1])
    plot.set(ylim=ax.get_ylim(), xscale="log", xlabel="Hazard ratio")
    plot.set_yticks([])
    plot.spines["left"].set_visible(False)
    return plot


def _scale(plot, table, limits):
    low, high = limits or _limits(table)
    plot.set_xlim(low, high)
    inside = [tick for tick in TICKS if low <= tick <= high]
    apart = np.log10(2) / np.log10(high / low) * plot.bbox.width / plot.figure.dpi * 72  # points, from 1 to 2
    ticks = inside if apart >= CLOSEST_TICKS else [tick for tick in inside if np.log10(tick) % 1 == 0]
    plot.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    plot.xaxis.set_minor_locator(NullLocator())


def _limits(table):
    estimates = table["estimate"].to_numpy(dtype=float)
    estimates = np.append(estimates[np.isfinite(estimates) & (estimates > 0)], 1.0)
    low, high = estimates.min(), estimates.max()
    ends = table[["conf_low", "conf_high"]].to_numpy(dtype=float).ravel()
    ends = np.append(ends[np.isfinite(ends) & (ends > 0)], [low / 1.25, high * 1.25, 0.5, 2])
    return max(ends.min() / 1.08, low / WIDEST), min(ends.max() * 1.08, high * WIDEST)


def _marks(plot, lines, middles, starts, ends):
    for (*_, row), start, end in zip(lines, starts, ends, strict=True):
        if _kind(row) != "reason":
            plot.plot([1, 1], [start, end], color=theme.INK, linewidth=theme.LINE, label="_reference", zorder=1,
                      solid_capstyle="butt")  # fmt: skip
    most = max([row["n_event"] for *_, row in lines if row is not None and row["n_event"] > 0], default=1)
    for (*_, row), y in zip(lines, middles, strict=True):
        if _kind(row) == "estimate":
            _interval(plot, row["conf_low"], row["conf_high"], y)
            _mark(plot, row["estimate"], y, area=8 + 34 * max(row["n_event"], 0) / most)
        elif _kind(row) == "reference":
            plot.scatter(1, y, s=12, marker="s", facecolor="white", edgecolor=theme.INK, linewidth=theme.LINE, zorder=3)
        elif _kind(row) == "reason":
            _reason(plot, ": ".join(filter(None, ("not estimable", _blank(row["reason"])))), y)


def _kind(row):
    if row is None or np.isfinite(row["estimate"]):
        return "" if row is None else "estimate"
    return "reference" if row["is_reference"] else "reason"


def _mark(plot, estimate, y, *, area):
    """A square at the estimate, its area by the events; an estimate beyond the axis is an open one at its edge."""
    low, high = plot.get_xlim()
    face = theme.ESTIMATE if low <= estimate <= high else "white"
    plot.scatter(np.clip(estimate, low, high), y, s=area, marker="s", facecolor=face, edgecolor=theme.ESTIMATE,
                 linewidth=theme.LINE, zorder=3, clip_on=False)  # fmt: skip


def _interval(plot, conf_low, conf_high, y):
    """The line of an interval; an end beyond the axis, or none, is an arrow at its edge."""
    low, high = plot.get_xlim()
    start = conf_low if conf_low >= low else low  # NaN compares false: no limit, an arrow
    stop = conf_high if conf_high <= high else high
    plot.plot([start, stop], [y, y], color=theme.ESTIMATE, linewidth=1.1, solid_capstyle="butt", label="_interval",
              zorder=2, clip_on=False)  # fmt: skip
    for beyond, edge, marker in ((not conf_low >= low, low, "<"), (not conf_high <= high, high, ">")):
        if beyond:
            plot.plot(edge, y, marker=marker, color=theme.ESTIMATE, markersize=3.6, markeredgewidth=0, label="_arrow",
                      clip_on=False, zorder=2)  # fmt: skip


def _reason(plot, note, y):
    words, room = note, plot.bbox.width / plot.figure.dpi * 72 - 6
    while _measure(words) > room and len(words) > 10:
        words = textwrap.shorten(words, len(words) - 1, placeholder=" …") if " " in words else words[:-2] + "…"
    plot.text(0.5, y, words, transform=plot.get_yaxis_transform(), ha="center", va="center_baseline",
              size=theme.small(), style="italic", color=theme.FAINT)  # fmt: skip


def _favours(plot, favours):
    for words, x, align in zip(favours, (0, 1), ("left", "right"), strict=True):
        arrow = f"← {words}" if align == "left" else f"{words} →"
        if words:
            plot.annotate(arrow, (x, 0), xycoords="axes fraction", xytext=(0, -24), textcoords="offset points",
                          ha=align, va="top", size=theme.small(), color=theme.FAINT)  # fmt: skip
