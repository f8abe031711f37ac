"""Courses after infusions on a log axis, a panel per subject, and peaks from infusion to infusion."""

import matplotlib as mpl
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, NullLocator

from analysis.figures import lasagna, layout, theme

QUANTIFIED, CENSORED = "quantified", "below the limit (drawn at it)"
COLORS, DARKEST = "cividis", 0.82  # the light end of the colour map is too pale for lines
TOP_MM, BOTTOM_MM = 6, 21
FEW, PANELS = 12, 48  # subjects with a large panel each, with a panel at all
LARGE, SMALL = (3, 46), (6, 24)  # columns, and height of a panel in mm
LEGEND = 10  # subjects told apart by colour and named in the figure of peaks
MANY_LOOK = {"linewidth": 0.4, "markersize": 1.6, "alpha": 0.45}
DODGE, ABREAST = 0.035, 4  # of the axis of hours, between infusions; so many side by side


@theme.styled
def infusion_panels(samples, *, fig=None, columns=None, label="", unit="h"):
    """Draw a panel per subject and in it a line per infusion (into `fig`, or a new one 180 mm wide); return the figure.

    More than PANELS subjects get a lane each instead, coloured by the value, as `lasagna.by_infusion` draws them.

    samples: USUBJID, INFUSION, HOURS, value, limit; value is missing where censored, limit missing where not. A
    censored sample is an open triangle at its limit, joined by a thin broken line: the value lies somewhere below. One
    without a limit stands at the foot of the axis. Hours are spread by their logarithm; panels share the axes.
    """
    subjects = list(dict.fromkeys(samples["USUBJID"]))
    if len(subjects) > PANELS:
        return lasagna.by_infusion(samples, fig=fig, label=label, unit=unit)
    most, panel_mm = LARGE if len(subjects) <= FEW else SMALL
    columns = min(columns or most, max(len(subjects), 1))
    rows = -(-len(subjects) // columns) or 1
    fig = fig or layout.blank(theme.DOUBLE_MM, TOP_MM + BOTTOM_MM + panel_mm * rows)
    axes = fig.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    layout.margins(fig, left=17, right=2, top=TOP_MM, bottom=BOTTOM_MM, hspace=0.2, wspace=0.06)
    low, high = _span(samples)
    colors = infusion_colors(samples["INFUSION"].unique())
    for subject, ax in zip(subjects, axes, strict=False):
        panel = samples[samples["USUBJID"] == subject]
        middle = (min(panel["INFUSION"].nunique(), ABREAST) - 1) / 2
        for place, (infusion, own) in enumerate(panel.groupby("INFUSION")):
            _course(ax, own.sort_values("HOURS"), colors[infusion], low, DODGE * (place % ABREAST - middle))
        ax.set_title(subject, fontsize=theme.small(), pad=3, loc="center")
        _frame(ax, samples, low, high, 0.34 if columns <= LARGE[0] else 0.75)
    for ax in axes[len(subjects) :]:
        ax.axis("off")
    middle = (axes[0].get_position().y1 + axes[-1].get_position().y0) / 2
    fig.supylabel(label[:1].upper() + label[1:] if label.islower() else label, fontsize=theme.BASE, x=0.004, y=middle)
    fig.supxlabel(f"Time after infusion, {unit}", fontsize=theme.BASE, y=layout.below(fig, 11.5), va="bottom")
    _legend(fig, colors)
    return fig


@theme.styled
def peaks(kinetics, *, ax, label=""):
    """Draw each subject's peak from infusion to infusion, a line per subject, and return `ax`.

    kinetics: USUBJID, INFUSION, cmax, cmax_limit. Where nothing was quantified the peak is an open triangle at the
    largest limit of the infusion. More than LEGEND subjects have thin lines alike, and the title their number.
    """
    subjects = sorted(set(kinetics["USUBJID"]))
    many = len(subjects) > LEGEND
    colors = theme.group_colors(subjects, [theme.ESTIMATE] if many else [*theme.GROUP, theme.FAINT])
    for number, (subject, own) in enumerate(
        kinetics.sort_values(["USUBJID", "INFUSION"]).groupby("USUBJID", sort=False)
    ):
        height = own["cmax"].fillna(own["cmax_limit"])
        number = 0 if many else number
        style = {"color": colors[subject], "linestyle": theme.LINESTYLES[number % 5], "markeredgewidth": 0}
        style |= {"marker": theme.MARKERS[number % len(theme.MARKERS)], "label": subject}
        style |= MANY_LOOK if many else {"linewidth": 0.9, "markersize": 3.2}
        ax.plot(own["INFUSION"], height, **style)
        below = own["cmax"].isna()
        ax.scatter(own["INFUSION"][below], height[below], marker="v", s=8 if many else 20, facecolor="white",
                   zorder=3, edgecolor=colors[subject], linewidths=0.8)  # fmt: skip
    known = kinetics["cmax"].fillna(kinetics["cmax_limit"]).dropna()
    if len(known):
        _log(ax, known.min() / 1.2, known.max() * 1.2)
    ax.set(xlabel="Infusion", ylabel=label)
    ax.set_xticks(sorted(kinetics["INFUSION"].unique()))
    if many:
        ax.set_title(f"{len(subjects)} subjects, a line each", size=theme.small(), weight="normal")
        return ax
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), handlelength=2.6)
    return ax


def infusion_colors(infusions):
    """The colour of each infusion's number, from dark for the first to light for the last."""
    ordered = sorted(infusions)
    places = np.linspace(0, DARKEST, max(len(ordered), 2))
    return dict(zip(ordered, map(mpl.colors.to_hex, mpl.colormaps[COLORS](places)), strict=False))


def spread(hours):
    """Hours on the axis: logarithm of 1 + hours, mirrored before the infusion."""
    return np.sign(hours) * np.log1p(np.abs(hours))


def unspread(places):
    """The hours of places on the axis."""
    return np.sign(places) * np.expm1(np.abs(places))


def _span(samples):
    heights = samples["value"].fillna(samples["limit"])
    heights = heights[heights > 0]
    return (heights.min() / 2, heights.max() * 2) if len(heights) else (0.1, 10.0)


def _course(ax, own, color, low, shift):
    hours = unspread(spread(own["HOURS"]) + shift)
    height = own["value"].fillna(own["limit"]).fillna(low * 1.15).clip(lower=low * 1.15)
    known = own["value"].notna()
    for at in range(len(own) - 1):
        both = known.iloc[at] and known.iloc[at + 1]
        style = {"linewidth": 1.0} if both else {"linewidth": 0.6, "linestyle": (0, (3, 2))}
        ax.plot(hours.iloc[at : at + 2], height.iloc[at : at + 2], color=color, zorder=2, **style)
    ax.scatter(hours[known], height[known], s=11, color=color, linewidths=0, zorder=4)
    ax.scatter(hours[~known], height[~known], s=11, marker="v", facecolor="white", edgecolor=color,
               linewidths=0.7, zorder=3)  # fmt: skip


def _frame(ax, samples, low, high, least):
    _log(ax, low, high)
    ax.set_xscale("function", functions=(spread, unspread))
    hours = np.sort(samples["HOURS"].unique())
    named = _apart(hours, least=least)
    ax.set_xticks(named, [f"{hour:g}".replace("-", "−") for hour in named])
    ax.set_xlim(unspread(spread(hours[0]) - 0.25), unspread(spread(hours[-1]) + 0.25))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.axvline(0, color=theme.GRID, linewidth=theme.LINE, zorder=0)
    theme.dress(ax)
    ax.spines[["top", "right"]].set_visible(False)


def _log(ax, low, high):
    """A log axis with plain numbers, with 2 and 5 between the powers of ten where it spans few of them."""
    ax.set_yscale("log")
    ax.set_ylim(low, high)
    wide = np.log10(high / low) > 2
    ax.yaxis.set_major_locator(LogLocator(subs=(1,) if wide else (1, 2, 5)))
    ax.yaxis.set_minor_locator(LogLocator(subs=range(2, 10)) if wide else NullLocator())
    ax.yaxis.set_major_formatter(FuncFormatter(_plain))
    ax.yaxis.set_minor_formatter(NullFormatter())


def _plain(value, _place=None):
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def _apart(hours, *, least):
    """The hours that can carry a number without touching the one before."""
    kept = []
    for hour in hours:
        if not kept or spread(hour) - spread(kept[-1]) >= least:
            kept.append(float(hour))
    return kept


def _legend(fig, colors):
    lines = [
        Line2D([], [], color=color, linewidth=1.4, label=f"Infusion {number:g}") for number, color in colors.items()
    ]
    marks = [Line2D([], [], linestyle="", marker="o", color=theme.INK, markersize=3.2, label=QUANTIFIED),
             Line2D([], [], linestyle="", marker="v", color="white", markeredgecolor=theme.INK, markersize=3.8,
                    label=CENSORED)]  # fmt: skip
    options = {
        "loc": "lower center",
        "frameon": False,
        "fontsize": theme.small(),
        "handlelength": 1.2,
        "columnspacing": 1.1,
    }
    fig.legend(handles=lines[:12], ncols=min(len(lines), 9), bbox_to_anchor=(0.5, layout.below(fig, 5)), **options)
    fig.legend(handles=marks, ncols=2, bbox_to_anchor=(0.5, layout.below(fig, 0.5)), **options)
