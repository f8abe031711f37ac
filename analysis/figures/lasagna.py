"""Courses of many subjects on one page: a thin lane each, coloured by the value (a lasagna plot).

Where a panel for each subject would fill many pages, lanes still show every value, which lines over lines would not.
"""

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.patches import Patch

from analysis.figures import layout, theme

COLORS, PALEST = "Blues", 0.12  # of nothing quantified white is kept
NO_DATA, BELOW = "#E6E6E6", "#FFFFFF"
RISE = "#1A1A1A"
ROW_MM, FRAME_MM = 3.4, 36
PERCENTS = (0, 1, 5, 10, 20, 40, 70, 100)
LAST = 0.012  # width of the last draw's colour, as a share of the axis


@theme.styled
def over_time(draws, assessments, *, leads=None, fig=None, unit="months"):
    """Draw a lane per subject, coloured by mTBI from each draw to the next, longest course on top; return the figure.

    Tables as of `trajectories`. Marks: progression, and the molecular rise before it; other assessments are not drawn.
    """
    ends = draws.groupby("USUBJID")["time"].max().sort_values(ascending=False, kind="stable")
    lanes = {subject: place for place, subject in enumerate(ends.index)}
    fig, ax = _figure(fig, lanes)
    most = max(np.sqrt(100 * draws["mtbi"].max()), 1.0)
    scale = mpl.colors.Normalize(0, most)
    _spans(ax, draws.sort_values("time"), lanes, scale, ends.max())
    keys = _progression(ax, assessments, leads, lanes)
    ax.set(xlim=(0, (1 + 2 * LAST) * ends.max()), xlabel=f"Time from treatment start, {unit}")
    bar = _bar(fig, ax, scale, "mTBI, % (root scale)")
    percents = [value for value in PERCENTS if np.sqrt(value) <= most]
    bar.set_ticks(np.sqrt(percents), labels=percents)
    _legend(fig, {BELOW: "no variant found", NO_DATA: "no draw"}, keys)
    return fig


@theme.styled
def by_infusion(samples, *, fig=None, label="", unit="h"):
    """Draw a lane per subject with a cell for each infusion and hour, coloured by the value (log); return the figure.

    Samples as of `kinetics.infusion_panels`; a censored one is white, a time without a sample grey.
    """
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
    _legend(fig, {BELOW: "below the limit", NO_DATA: "no sample"})
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
    if not named:
        ax.set_ylabel(f"{len(lanes)} subjects (too many for names)")
    return fig, ax


def _colors(scale, values):
    """The colour of each value, white for none."""
    known = (values > 0).to_numpy()
    shares = np.ma.filled(scale(values.where(known, scale.vmin).to_numpy(float)), 0)
    shades = mpl.colormaps[COLORS](PALEST + (1 - PALEST) * shares)
    return np.where(known[:, None], shades, mpl.colors.to_rgba(BELOW))


def _spans(ax, draws, lanes, scale, latest):
    end = draws.groupby("USUBJID")["time"].shift(-1).fillna(draws["time"] + LAST * latest)
    colors, y = _colors(scale, np.sqrt(100 * draws["mtbi"])), draws["USUBJID"].map(lanes).to_numpy(float)
    layout.rectangles(ax, draws["time"], y - 0.5, end - draws["time"], 1, colors)


def _progression(ax, assessments, leads, lanes):
    """Ticks of progression and of the molecular rise; the handles of the legend."""
    tall = 0.8 if len(lanes) <= layout.PAGE_MM / layout.NAMED_MM else 1.0
    pd_days = assessments[(assessments["response"] == "PD") & assessments["USUBJID"].isin(lanes)]
    shown = {"radiographic progression": (pd_days["USUBJID"], pd_days["time"], theme.RESPONSE["PD"])}
    if leads is not None:
        rows = leads[leads["USUBJID"].isin(lanes)].dropna(subset=["rise", "progression"])
        shown = {"molecular rise before it": (rows["USUBJID"], rows["rise"], RISE)} | shown
    for subjects, times, color in shown.values():
        y = subjects.map(lanes).to_numpy(float)
        ax.vlines(times, y - tall / 2, y + tall / 2, color=color, linewidth=1.3)
    return [layout.key("|", markersize=7, markeredgewidth=1.6, color=color, label=name)
            for name, (*_, color) in shown.items()]  # fmt: skip


def _times(ax, times, unit):
    """Hours under their columns, and above them which infusion they follow."""
    ax.set_xlim(0, len(times))
    upright = len(times) > 24
    size = theme.tiny() if upright else theme.small()
    ax.set_xticks(np.arange(len(times)) + 0.5, [f"{hour:g}".replace("-", "−") for hour in times["HOURS"]],
                  rotation=90 if upright else 0, fontsize=size)  # fmt: skip
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


def _legend(fig, tiles, keys=()):
    handles = [*keys, *(Patch(facecolor=color, edgecolor="#8A8A8A", linewidth=theme.THIN, label=label)
                        for color, label in tiles.items())]  # fmt: skip
    fig.legend(handles=handles, loc="lower center", ncols=len(handles), handlelength=1.2, columnspacing=1.4,
               bbox_to_anchor=(0.5, layout.below(fig, 1)))  # fmt: skip
