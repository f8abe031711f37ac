"""Courses after infusions on a log axis, a panel per subject, and peaks from infusion to infusion."""

import matplotlib as mpl
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from analysis.figures import placing, theme

QUANTIFIED, CENSORED = "quantified", "below the limit (drawn at it)"
COLORS, DARKEST = "cividis", 0.82  # the light end of the colour map is too pale for lines
PANEL_MM, TOP_MM, BOTTOM_MM, COLUMNS = 46, 7, 23, 3


@theme.styled
def courses(samples, *, fig=None, columns=COLUMNS, label="", unit="h"):
    """Draw a panel per subject and in it a line per infusion (into `fig`, or a new one 180 mm wide); return the figure.

    samples: USUBJID, INFUSION, HOURS, value, limit; value is missing where censored, limit missing where not. A
    censored sample is an open triangle at its limit, joined by a thin broken line: the value lies somewhere below. One
    without a limit stands at the foot of the axis. Hours are spread by their logarithm; panels share the axes.
    """
    subjects = list(dict.fromkeys(samples["USUBJID"]))
    columns = min(columns, max(len(subjects), 1))
    rows = -(-len(subjects) // columns) or 1
    fig = fig or placing.blank(theme.DOUBLE_MM, TOP_MM + BOTTOM_MM + PANEL_MM * rows)
    axes = fig.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    placing.margins(fig, left=17, right=2, top=TOP_MM, bottom=BOTTOM_MM, hspace=0.2, wspace=0.06)
    low, high = _span(samples)
    colors = infusion_colors(samples["INFUSION"].unique())
    for subject, ax in zip(subjects, axes, strict=False):
        for infusion, own in samples[samples["USUBJID"] == subject].groupby("INFUSION"):
            _course(ax, own.sort_values("HOURS"), colors[infusion], low)
        ax.set_title(subject, fontsize=theme.SMALL, pad=3, loc="center")
        _frame(ax, samples, low, high)
    for ax in axes[len(subjects) :]:
        ax.axis("off")
    fig.supylabel(label, fontsize=theme.BASE, x=0.004)
    fig.supxlabel(f"Time after infusion, {unit}", fontsize=theme.BASE, y=placing.below(fig, 11), va="bottom")
    _legend(fig, colors)
    return fig


@theme.styled
def peaks(kinetics, *, ax, label=""):
    """Draw each subject's peak from infusion to infusion, a line per subject, and return `ax`.

    kinetics: USUBJID, INFUSION, cmax, cmax_limit. Where nothing was quantified the peak is an open triangle at the
    largest limit of the infusion. Subjects stand at the end of their line.
    """
    colors = theme.group_colors(list(dict.fromkeys(kinetics["USUBJID"])), [*theme.GROUP, theme.FAINT])
    ends = {}
    for number, (subject, own) in enumerate(kinetics.sort_values("INFUSION").groupby("USUBJID", sort=False)):
        height = own["cmax"].fillna(own["cmax_limit"])
        style = {"color": colors[subject], "linewidth": 0.9, "linestyle": theme.LINESTYLES[number % 5]}
        marker = theme.MARKERS[number % len(theme.MARKERS)]
        ax.plot(own["INFUSION"], height, **style, marker=marker, markersize=3.2, markeredgewidth=0, label=subject)
        below = own["cmax"].isna()
        ax.scatter(own["INFUSION"][below], height[below], marker="v", s=20, facecolor="white", zorder=3,
                   edgecolor=colors[subject], linewidths=0.8)  # fmt: skip
        ends[subject] = (own["INFUSION"].iloc[-1], height.iloc[-1])
    ax.set(yscale="log", xlabel="Infusion", ylabel=label)
    ax.set_xticks(sorted(kinetics["INFUSION"].unique()))
    ax.yaxis.set_minor_locator(NullLocator())
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


def _course(ax, own, color, low):
    height = own["value"].fillna(own["limit"]).fillna(low * 1.15).clip(lower=low * 1.15)
    known = own["value"].notna()
    for at in range(len(own) - 1):
        both = known.iloc[at] and known.iloc[at + 1]
        style = {"linewidth": 1.0} if both else {"linewidth": 0.6, "linestyle": (0, (3, 2))}
        ax.plot(own["HOURS"].iloc[at : at + 2], height.iloc[at : at + 2], color=color, zorder=2, **style)
    ax.scatter(own["HOURS"][known], height[known], s=11, color=color, linewidths=0, zorder=4)
    ax.scatter(own["HOURS"][~known], height[~known], s=11, marker="v", facecolor="white", edgecolor=color,
               linewidths=0.7, zorder=3)  # fmt: skip


def _frame(ax, samples, low, high):
    ax.set_yscale("log")
    ax.set_ylim(low, high)
    ax.set_xscale("function", functions=(spread, unspread))
    hours = np.sort(samples["HOURS"].unique())
    ax.set_xticks(_apart(hours), [f"{hour:g}".replace("-", "−") for hour in _apart(hours)])
    ax.set_xlim(unspread(spread(hours[0]) - 0.25), unspread(spread(hours[-1]) + 0.25))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.axvline(0, color=theme.GRID, linewidth=theme.LINE, zorder=0)
    theme.dress(ax)
    ax.spines[["top", "right"]].set_visible(False)


def _apart(hours, *, least=0.34):
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
        "fontsize": theme.SMALL,
        "handlelength": 1.2,
        "columnspacing": 1.1,
    }
    fig.legend(handles=lines[:12], ncols=min(len(lines), 9), bbox_to_anchor=(0.5, placing.below(fig, 5)), **options)
    fig.legend(handles=marks, ncols=2, bbox_to_anchor=(0.5, placing.below(fig, 0.5)), **options)
