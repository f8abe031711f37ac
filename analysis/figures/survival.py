"""Kaplan-Meier figures: curves with censoring ticks, and below them, at the same times, who was at risk."""

import textwrap

import numpy as np
from matplotlib.transforms import Affine2D, ScaledTranslation, blended_transform_factory

from analysis.figures import theme
from analysis.figures.free_text import CurveLabel, FreeText, free_text
from analysis.vocabulary import signs

STEPS = {
    "days": (1, 2, 7, 14, 28, 50, 100, 200, 250, 500, 1000, 2000),
    "weeks": (1, 2, 4, 8, 12, 26, 52, 104, 260),
    "months": (1, 2, 3, 6, 12, 24, 60, 120),
    "years": (0.25, 0.5, 1, 2, 5, 10, 20),
}
MOST_TICKS = 9  # intervals between them
ROWS = {"n_risk": "At risk", "n_censor": "Censored", "n_event": "Events"}
LATE_ROWS = {"n_risk": "At risk", "n_entry": "To enter"} | ROWS  # where subjects come under observation late
ROW_MM, CURVE_MM, FRAME_MM = 3.5, 58, 13  # a row of the table; the curves; axis labels and margins
WIDTH_MM, COLUMN_MM = theme.NARROW_MM, 85  # alone; on a page of columns, where curves are lower
LOW_MM = 33
LABEL_POINTS, LONGEST_LABEL = 44, 26  # from row labels to the axis; letters of a name beside its curve


def ticks(max_time, unit):
    """Round times from 0 to about `max_time` (at most half a step beyond), ten at the most: array of floats."""
    if not max_time > 0:
        return np.array([0.0, 1.0])
    steps = STEPS.get(unit, ())
    if not any(step / 2 <= max_time < step * (MOST_TICKS + 0.5) for step in steps):
        steps = [base * 10.0**power for power in range(-3, 7) for base in (1, 2, 5)]
    step = next(step for step in steps if max_time < step * (MOST_TICKS + 0.5))
    return np.arange(max(np.floor(max_time / step + 0.5), 1) + 1) * step


@theme.styled
def survival(curves, at_risk, *, unit, label="Survival (%)", colors=None, median=None, annotation="", title="",
             limits=None, time="Time", width_mm=None, curve_mm=None):  # fmt: skip
    """A figure of Kaplan-Meier curves over an aligned table of subjects at risk, censored and with events.

    curves: columns [group,] time, n_censor, estimate, conf_low, conf_high (as `survival.kaplan_meier` gives); at_risk:
    [group,] at, n_risk, n_event, n_censor [, n_entry] at the times of the axis ticks (see `ticks`). Without `group` it
    is one population, drawn as in the paper's Figure 1. median: a time, or {group: time}; NaN is not drawn. annotation:
    lines of text, where no curve runs or else above them. colors: by group, a list or a mapping. limits: draw
    confidence limits (default: of one population). time: what the time axis counts, in words.
    """
    columns = theme.look().columns_mm
    width_mm = theme.column_mm(width_mm or (COLUMN_MM if columns else WIDTH_MM))
    curve_mm = curve_mm or (LOW_MM if columns else CURVE_MM)
    rows = _row_count(at_risk, 0.775 * width_mm * theme.MM * 72)  # matplotlib's first guess at the axes' width
    title = "\n".join(textwrap.wrap(signs(title), int(0.85 * width_mm * theme.MM * 72 / (0.5 * theme.BASE))))
    height = curve_mm + rows * ROW_MM + FRAME_MM + (2 + 3 * (title.count("\n") + 1) if title else 0)
    heights = {"height_ratios": [curve_mm, rows * ROW_MM]}
    fig, (ax, below) = theme.canvas(width_mm, height, nrows=2, sharex=True, gridspec_kw=heights)
    # characters in a line of the note, each of half its size in width or a little less
    most = int(0.74 * 72 * fig.get_figwidth() / (0.47 * theme.small()))
    annotation = "\n".join(textwrap.fill(line, most, subsequent_indent="   ") for line in annotation.split("\n"))
    kaplan_meier(curves, ax=ax, unit=unit, label=label, colors=colors, median=median, annotation=annotation,
                 limits=limits, time=time, times=at_risk["at"].unique())  # fmt: skip
    ax.tick_params(labelbottom=True)
    risk_table(at_risk, ax=below, colors=colors)
    ax.set_title(title)
    _settle(fig, ax)
    return fig


def _settle(fig, ax):
    """Fix layout and places of texts, so that every file format shows the same; what found no place goes outside."""
    fig.get_layout_engine().execute(fig)
    for text in (text for text in ax.texts if isinstance(text, FreeText)):
        text.settle(fig.canvas.get_renderer())
    labels = [text for text in ax.texts if isinstance(text, CurveLabel)]
    notes = [text for text in ax.texts if isinstance(text, FreeText) and text not in labels and text.crowded]
    for text in labels:  # the table's headings carry the same names and line styles
        text.set_visible(not any(label.crowded for label in labels))
    for text in notes:
        text.set_visible(False)
        extra = (text.get_text().count("\n") + 1) * theme.small() * 1.35 / 72
        fig.set_size_inches(fig.get_figwidth(), fig.get_figheight() + extra)
        ax.set_title(ax.get_title(loc="left"), loc="left", pad=8 + extra * 72)
        ax.annotate(text.get_text(), (0, 1), xycoords="axes fraction", xytext=(0, 6), textcoords="offset points",
                    va="bottom", size=theme.small(), linespacing=1.35)  # fmt: skip
    if notes:
        fig.get_layout_engine().execute(fig)
    fig.set_layout_engine("none")


@theme.styled
def kaplan_meier(curves, *, ax, unit="months", label="Survival (%)", colors=None, median=None, annotation="",
                 limits=None, time="Time", times=None):  # fmt: skip
    """The axes with Kaplan-Meier curves in percent, censoring ticks, medians and notes; arguments as `survival`'s.

    times: the ticks of the time axis (default: chosen by `ticks`). Names of groups stand beside their curves.
    """
    groups = _by_group(curves)
    color = _colors(groups, colors)
    style = theme.group_linestyles(list(groups))
    _axes(theme.dress(ax), curves, xlabel=f"{time} ({unit})", unit=unit, label=label, times=times)
    for level, curve in groups.items():
        if (None in groups) if limits is None else limits:
            _limits(ax, curve, color=theme.LIMITS if level is None else color[level])
        name = None if level is None else signs(level)
        line = _curve(ax, curve, color=color[level], linestyle=style[level], name=name)
        if name and len(name) <= LONGEST_LABEL:
            CurveLabel(ax, line, size=theme.small(), color=theme.text_color(color[level]), weight="bold")
    medians = median if hasattr(median, "items") else {None: median}
    found = {level: time for level, time in medians.items() if time is not None and np.isfinite(time)}
    for level, at in found.items():
        ax.plot([0, at, at], [50, 50, 0], color=theme.FAINT if level is None else color[level], linewidth=theme.THIN,
                linestyle=(0, (2, 2)), label="_median", zorder=1.5)  # fmt: skip
    if annotation:
        near = (found[None], 54) if None in found and None in groups else None
        free_text(ax, signs(annotation), near=near, zorder=5)
    return ax


def _curve(ax, curve, *, color, linestyle, name):
    look = {"color": color, "clip_on": False}
    (line,) = ax.plot(curve["time"], 100 * curve["estimate"], drawstyle="steps-post", linestyle=linestyle, zorder=3,
                      linewidth=theme.CURVE, label="_estimate" if name is None else str(name),
                      solid_capstyle="butt", solid_joinstyle="miter", **look)  # fmt: skip
    censored = curve[curve["n_censor"] > 0]
    if len(censored):  # an empty line of markers has a box in the figure's corner, which spoils the layout
        size, width = (5.5, 0.9) if len(censored) <= 60 else (4, 0.6)
        ax.plot(censored["time"], 100 * censored["estimate"], linestyle="none", marker="|", markersize=size,
                markeredgewidth=width, label="_censored", zorder=4, **look)  # fmt: skip
    return line


def _limits(ax, curve, *, color):
    low, high = 100 * curve["conf_low"], 100 * curve["conf_high"]
    alone = color == theme.LIMITS
    band = {"color": theme.BAND} if alone else {"color": color, "alpha": 0.1}
    ax.fill_between(curve["time"], low, high, step="post", linewidth=0, zorder=1, label="_band", **band)
    for values in (low, high) if alone else ():  # dashes beside other curves would be taken for a curve
        ax.plot(curve["time"], values, drawstyle="steps-post", color=color, linewidth=0.8, linestyle=(0, (3.5, 2)),
                label="_limits", zorder=2, clip_on=False)  # fmt: skip


def _axes(ax, curves, *, xlabel, unit, label, times):
    last = float(curves["time"].max())
    times = ticks(last, unit) if times is None else np.asarray(times, dtype=float)
    ax.set(xlim=(0, max(last, times.max())), ylim=(0, 101), xlabel=xlabel, ylabel=label)
    ax.set_xticks(times, [f"{time:g}" for time in times])
    ax.set_yticks(range(0, 101, 20))
    ax.spines[["left", "bottom"]].set_position(("outward", 3))
    ax.spines["left"].set_bounds(0, 100)


@theme.styled
def risk_table(at_risk, *, ax, colors=None):
    """The axes as a table under curves of the same x scale: `at_risk` as `survival` takes it, a block for a group."""
    groups = _by_group(at_risk)
    color, style = _colors(groups, colors), theme.group_linestyles(list(groups))
    row = 0.0
    for level, table in groups.items():
        ink = theme.INK if level is None else theme.text_color(color[level])
        if level is not None:
            words = _wrapped(level, table, ax.get_position().width * ax.figure.get_figwidth() * 72)
            _heading(ax, words, row, color=color[level], linestyle=style[level])
            row += 1.1 + words.count("\n")
        for column, words in _rows(table).items():
            _row(ax, table["at"], table[column], row, words=words, color=ink)
            row += 1
        row += 0.35
    ax.set_ylim(row - 0.6, -0.6)
    ax.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
    ax.spines[:].set_visible(False)
    return ax


def _heading(ax, words, row, *, color, linestyle):
    place = _points_from_left(ax)
    ax.plot([-LABEL_POINTS, 18 - LABEL_POINTS], [row, row], transform=place, color=color, linestyle=linestyle,
            linewidth=theme.CURVE, clip_on=False, label="_key")  # fmt: skip
    for line, part in enumerate(words.split("\n")):
        ax.text(22 - LABEL_POINTS, row + line, part, transform=place, color=theme.text_color(color), weight="bold",
                size=theme.small(), va="center_baseline")  # fmt: skip


def _row(ax, times, counts, row, *, words, color):
    place = _points_from_left(ax)
    ax.text(-LABEL_POINTS, row, words, transform=place, color=color, size=theme.small(), va="center_baseline")
    for time, count in zip(times, counts, strict=True):
        number = ax.text(time, row, f"{count:.0f}", size=theme.small(), ha="center", va="center_baseline")
        number.set_in_layout(time == max(times))  # only the last can reach beyond the axes; measuring is slow


def _points_from_left(ax):
    """The transform whose x is in points from the axes' left edge and whose y is data."""
    points = Affine2D().scale(1 / 72) + ax.figure.dpi_scale_trans + ScaledTranslation(0, 0, ax.transAxes)
    return blended_transform_factory(points, ax.transData)


def _row_count(at_risk, width):
    rows = len(_rows(at_risk))
    if "group" not in at_risk:
        return rows + 0.2
    headings = [_wrapped(level, table, width) for level, table in _by_group(at_risk).items()]
    return sum(rows + 1.45 + words.count("\n") for words in headings)


def late_words(at_risk):
    """What a caption says of subjects who enter late; "" where none does."""
    return " To enter: who comes under observation only later, and is not at risk before." * ("n_entry" in at_risk)


def _rows(table):
    """The rows of the table, with those who are still to enter where subjects enter late."""
    return LATE_ROWS if "n_entry" in table else ROWS


def _wrapped(level, table, width):
    """The heading of a group with its size, in lines that fit a width in points."""
    first = table.iloc[0]
    words = f"{signs(level)} (n = {first[list(_rows(table))].sum():.0f})"
    return "\n".join(textwrap.wrap(words, max(int((width + 20) / (0.56 * theme.small())), 20)))


def _by_group(table):
    if "group" not in table:
        return {None: table}
    return {level: table[table["group"] == level] for level in table["group"].drop_duplicates()}


def _colors(groups, colors):
    if None in groups:
        return {None: colors if isinstance(colors, str) else theme.ESTIMATE}
    return theme.group_colors(list(groups), colors)
