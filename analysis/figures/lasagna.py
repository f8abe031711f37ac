"""Courses of subjects over time: a panel for each or, of many, a thin lane coloured by the value (a lasagna plot)."""

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.figures import described, layout, numbers, theme

COLORS, PALEST = "Blues", 0.12  # of nothing quantified white is kept
NO_DATA, BELOW = "#E6E6E6", "#FFFFFF"
ROW_MM, FRAME_MM = 3.4, 36
PERCENTS = (0, 1, 5, 10, 20, 40, 70, 100)
LAST = 0.012  # width of the last draw's colour, as a share of the axis
LINE, LEAD = "#3F3F3F", "#FDD0A2"
WIDTHS = {"NE": 0.7}  # of the ticks of assessments; one that could not be evaluated is a hairline
TOP_MM, BOTTOM_MM = 6, 18
FEW, PANELS = 35, 72  # subjects with a large panel each, with a panel at all
LARGE, SMALL = (5, 29), (8, 23)  # columns, and height of a panel in mm


@theme.styled
def over_time(draws, assessments, *, leads=None, fig=None, unit="months"):
    """Draw a lane per subject, coloured by mTBI from draw to draw, longest on top; tables as of `trajectories`."""
    ends = draws.groupby("USUBJID")["time"].max().sort_values(ascending=False, kind="stable")
    lanes = {subject: place for place, subject in enumerate(ends.index)}
    fig, ax = _figure(fig, lanes)
    most = max(np.sqrt(100 * draws["mtbi"].max()), 1.0)
    scale = mpl.colors.Normalize(0, most)
    draws = draws.sort_values("time")
    end = draws.groupby("USUBJID")["time"].shift(-1).fillna(draws["time"] + LAST * ends.max())
    colors, y = _colors(scale, np.sqrt(100 * draws["mtbi"])), draws["USUBJID"].map(lanes).to_numpy(float)
    layout.rectangles(ax, draws["time"], y - 0.5, end - draws["time"], 1, colors)
    keys = _progression(ax, assessments, leads, lanes)
    ax.set(xlim=(0, (1 + 2 * LAST) * ends.max()), xlabel=f"Time from treatment start, {unit}")
    bar = _bar(fig, ax, scale, "mTBI, % (root scale)")
    percents = [value for value in PERCENTS if np.sqrt(value) <= most]
    bar.set_ticks(np.sqrt(percents), labels=percents)
    _lane_legend(fig, {BELOW: "no variant found", NO_DATA: "no draw"}, keys)
    return fig


@theme.styled
def by_infusion(samples, *, fig=None, label="", unit="h"):
    """Draw a lane per subject, a cell for each infusion and hour; samples as of `kinetics.infusion_panels`."""
    lanes = {subject: place for place, subject in enumerate(dict.fromkeys(samples["USUBJID"]))}
    times = samples[["INFUSION", "HOURS"]].drop_duplicates().sort_values(["INFUSION", "HOURS"], ignore_index=True)
    fig, ax = _figure(fig, lanes)
    known = samples["value"].where(samples["value"] > 0).dropna()
    low, high = (known.min(), known.max()) if len(known) else (1.0, 10.0)
    scale = mpl.colors.LogNorm(low, max(high, 1.01 * low))
    at = pd.MultiIndex.from_frame(samples[["INFUSION", "HOURS"]])
    x, y = pd.MultiIndex.from_frame(times).get_indexer(at), samples["USUBJID"].map(lanes).to_numpy(float)
    layout.rectangles(ax, x, y - 0.5, 1, 1, _colors(scale, samples["value"]))
    _times(ax, times, unit)
    _bar(fig, ax, scale, label)
    _lane_legend(fig, {BELOW: "below the limit", NO_DATA: "no sample"})
    return fig


def _figure(fig, lanes):
    """The figure and its axes of lanes, with the subjects' names where they find room."""
    lane = layout.lane_mm(len(lanes), ROW_MM, FRAME_MM)
    fig = fig or layout.blank(theme.DOUBLE_MM, FRAME_MM + lane * len(lanes))
    ax = theme.dress(fig.add_subplot())
    layout.margins(fig, left=19, right=22, top=8, bottom=22)
    named = lane >= layout.NAMED_MM
    ax.set_yticks(range(len(lanes)) if named else [], list(lanes) if named else [])
    ax.set_ylim(len(lanes) - 0.5, -0.5)
    ax.set_facecolor(NO_DATA)
    ax.tick_params(axis="y", length=0)
    ax.set_ylabel("" if named else f"{len(lanes)} subjects (too many for names)")
    return fig, ax


def _colors(scale, values):
    """The colour of each value, white for none."""
    known = (values > 0).to_numpy()
    shares = np.ma.filled(scale(values.where(known, scale.vmin).to_numpy(float)), 0)
    shades = mpl.colormaps[COLORS](PALEST + (1 - PALEST) * shares)
    return np.where(known[:, None], shades, mpl.colors.to_rgba(BELOW))


def _progression(ax, assessments, leads, lanes):
    """Ticks of progression and of the molecular rise; the handles of the legend."""
    tall = 0.8 if len(lanes) <= layout.PAGE_MM / layout.NAMED_MM else 1.0
    pd_days = assessments[(assessments["response"] == "PD") & assessments["USUBJID"].isin(lanes)]
    shown = {"radiographic progression": (pd_days["USUBJID"], pd_days["time"], theme.RESPONSE["PD"])}
    if leads is not None:
        rows = leads[leads["USUBJID"].isin(lanes)].dropna(subset=["rise", "progression"])
        shown = {"molecular rise before it": (rows["USUBJID"], rows["rise"], theme.INK)} | shown
    for subjects, times, color in shown.values():
        y = subjects.map(lanes).to_numpy(float)
        ax.vlines(times, y - tall / 2, y + tall / 2, color=color, linewidth=1.3)
    return [layout.key("|", markersize=7, markeredgewidth=1.6, color=color, label=name)
            for name, (*_, color) in shown.items()]  # fmt: skip


def _times(ax, times, unit):
    """Hours under their columns, and above them which infusion they follow."""
    ax.set_xlim(0, len(times))
    turned = {"rotation": 90, "fontsize": theme.tiny()} if len(times) > 24 else {"fontsize": theme.small()}
    hours = [f"{hour:g}".replace("-", "−") for hour in times["HOURS"]]
    ax.set_xticks(np.arange(len(times)) + 0.5, hours, **turned)
    ax.set_xlabel(f"Time after infusion, {unit}")
    look = {"textcoords": "offset points", "size": theme.small(), "weight": "bold"}
    for infusion, own in times.groupby("INFUSION"):
        ax.axvline(own.index[0], color="white", linewidth=theme.CURVE)
        middle = (own.index[0] + own.index[-1] + 1) / 2
        ax.annotate(f"{infusion:g}", (middle, 1), (0, 3), xycoords=ax.get_xaxis_transform(), ha="center", **look)
    ax.annotate("Infusion", (0, 1), (-6, 3), xycoords="axes fraction", ha="right", **look)


def _bar(fig, ax, scale, label):
    """The scale of colours at the right of the lanes, at most 60 mm high."""
    box = ax.get_position()
    width, height = fig.get_size_inches() / theme.MM
    tall = min(60 / height, box.height)
    spot = fig.add_axes([box.x1 + 3 / width, box.y1 - tall, 3 / width, tall])
    palette = mpl.colors.LinearSegmentedColormap.from_list("lane", mpl.colormaps[COLORS](np.linspace(PALEST, 1, 64)))
    bar = fig.colorbar(mpl.cm.ScalarMappable(scale, palette), cax=spot)
    bar.set_label(label)
    bar.ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}" if value >= 1 else f"{value:g}")
    theme.dress(spot)
    bar.outline.set_linewidth(theme.THIN)
    return bar


def _lane_legend(fig, tiles, keys=()):
    handles = [*keys, *(Patch(facecolor=color, edgecolor="#8A8A8A", linewidth=theme.THIN, label=label)
                        for color, label in tiles.items())]  # fmt: skip
    fig.legend(handles=handles, loc="lower center", ncols=len(handles), handlelength=1.2, columnspacing=1.4,
               bbox_to_anchor=(0.5, layout.below(fig, 1)))  # fmt: skip


def _words(draws, assessments, *, leads=None, **_):
    n, span = draws["USUBJID"].nunique(), numbers.span(draws["mtbi"], 3)
    name = "trajectories in lanes" if n > PANELS else "trajectories"
    data = {"draws": draws, "assessments": assessments, "leads": draws[:0] if leads is None else leads}
    return {"as": name, "n": n, "span": span}, data


@described(_words)
def trajectories(draws, assessments, *, fig=None, leads=None, columns=None, unit="months"):
    """Draw one panel per subject (into `fig`, or a new one 180 mm wide) and return the figure.

    draws: USUBJID, time, mtbi (0-1), in the order of the panels. assessments: USUBJID, time, response (RECIST word),
    ticks on top, progression a line through the panel. leads: USUBJID, rise, progression (times), the span between them
    shaded. The scale is the square root's, in percent, the same in all panels; time is each subject's own. A hollow dot
    is a draw without variants. More than PANELS subjects get a lane each instead, as `over_time` draws them.
    """
    size = theme.tiny()
    subjects = list(dict.fromkeys(draws["USUBJID"]))
    if len(subjects) > PANELS:
        return over_time(draws, assessments, leads=leads, fig=fig, unit=unit)
    most, panel_mm = LARGE if len(subjects) <= FEW else SMALL
    columns = columns or most
    rows = -(-len(subjects) // columns)
    fig = fig or layout.blank(theme.DOUBLE_MM, TOP_MM + BOTTOM_MM + panel_mm * rows)
    axes = fig.subplots(rows, columns, sharey=True, squeeze=False).ravel()
    layout.margins(fig, left=12, right=2, top=TOP_MM, bottom=BOTTOM_MM, hspace=0.48, wspace=0.10)
    top = np.sqrt(100 * draws["mtbi"].max()) * 1.18
    known = draws[:0] if leads is None else leads.dropna(subset=["rise", "progression"])
    for subject, ax in zip(subjects, axes, strict=False):
        seen = assessments[assessments["USUBJID"] == subject]
        _panel(ax, draws[draws["USUBJID"] == subject], seen, top, size)
        for row in known[known["USUBJID"] == subject].itertuples():
            ax.axvspan(row.rise, row.progression, color=LEAD, alpha=0.75, linewidth=0, zorder=0)
        ax.set_title(subject, fontsize=size + 0.5, pad=3.5, loc="center")
    for ax in axes[len(subjects) :]:
        ax.axis("off")
    fig.supylabel("mTBI, %", fontsize=size + 1, x=0.005)
    fig.supxlabel(f"Time from treatment start, {unit}", fontsize=size + 1, y=layout.below(fig, 7), va="bottom")
    _legend(fig, assessments, leads, size)
    return fig


def _panel(ax, draws, seen, top, size):
    value, face = np.sqrt(100 * draws["mtbi"]), np.where(draws["mtbi"] == 0, "white", LINE)
    ax.plot(draws["time"], value, color=LINE, linewidth=0.9, zorder=2)
    ax.scatter(draws["time"], value, s=9, color=face, edgecolors=LINE, linewidths=0.7, zorder=3)
    for row in seen.itertuples():
        color, width = theme.RESPONSE.get(row.response, LINE), WIDTHS.get(row.response, 1.6)
        ax.plot([row.time] * 2, [0.9 * top, top], color=color, linewidth=width, solid_capstyle="butt")
        if row.response == "PD":
            ax.axvline(row.time, color=color, linewidth=0.8, linestyle=(0, (3, 2)), zorder=1)
    ticks = _ticks(ax, top)
    ax.set_yticks(np.sqrt(ticks), ticks)
    ax.set_ylim(-0.06 * top, top)
    ax.tick_params(labelsize=size, length=2, pad=1.5)
    latest = max([draws["time"].max(), *seen["time"]]) or 1
    ax.set_xlim(-0.05 * latest, 1.06 * latest)
    ax.locator_params(axis="x", nbins=4 if ax.get_position().width > 0.13 else 3, integer=latest > 4)


def _ticks(ax, top):
    least = 1.15 * theme.small() / (72 * ax.get_position().height * ax.figure.get_figheight()) * top
    return layout.spaced([tick for tick in PERCENTS if np.sqrt(tick) <= top], np.sqrt, least)


def _legend(fig, assessments, leads, size):
    seen = [word for word in theme.RESPONSE if word in set(assessments["response"])]
    handles = [Line2D([], [], color=theme.RESPONSE[word], linewidth=1.4 * WIDTHS.get(word, 1.6),
                      label=f"Assessment: {word}" if word == seen[0] else word) for word in seen]  # fmt: skip
    handles.append(layout.key("o", color="white", markeredgecolor=LINE, markersize=3.5, label="no variant found"))
    if leads is not None:
        handles.append(Line2D([], [], color=LEAD, linewidth=5, label="mTBI rise to progression"))
    look = {"fontsize": size, "handlelength": 1.2, "columnspacing": 1.2}
    fig.legend(handles=handles, loc="lower center", ncols=len(handles), **look)
