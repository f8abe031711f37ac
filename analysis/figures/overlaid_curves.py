"""Curves of two reports over each other: the old ones dashed, the new ones drawn through."""

import math

import matplotlib.pyplot as plt

from analysis.figures import described, theme

MOST, ACROSS, PANEL_MM = 12, 3, 48  # panels; side by side; their height
LOOKS = {"old": {"linestyle": (0, (3, 1.5)), "linewidth": theme.LINE}, "new": {"linewidth": theme.CURVE}}


def _words(curves, *, old, new, n_changed, **_):
    shown = min(curves["curve"].nunique(), MOST)
    return {"old": old, "new": new, "shown": shown, "n_changed": n_changed}, curves


@described(_words)
def overlaid_curves(curves, *, width_mm=theme.DOUBLE_MM, unit="", **_):
    """A figure with a panel for each curve that changed, at most twelve: old dashed, new drawn through.

    curves: curve (its title), run (`old` or `new`), group (a colour each; blank for none), time, estimate (0-1).
    """
    panels = list(curves.groupby("curve", sort=False))[:MOST]
    across = min(ACROSS, len(panels))
    rows = math.ceil(len(panels) / across)
    fig, axes = theme.canvas(width_mm, 8 + PANEL_MM * rows, nrows=rows, ncols=across, squeeze=False, sharey=True)
    for ax, (title, own) in zip(axes.flat, panels, strict=False):
        _panel(ax, own, title, unit)
    for ax in axes.flat[len(panels) :]:
        ax.set_axis_off()
    handles = [plt.Line2D([], [], color=theme.INK, label=run, **look) for run, look in LOOKS.items()]
    fig.legend(handles=handles, loc="outside lower left", ncols=2, frameon=False, fontsize=theme.small())
    return fig


def _panel(ax, own, title, unit):
    colors = theme.group_colors(list(own["group"].unique()))
    for (group, run), line in own.groupby(["group", "run"], sort=False):
        color = colors[group] if group else theme.GROUP[0]
        ax.step(line["time"], 100 * line["estimate"], where="post", color=color, **LOOKS[run])
    groups = [group for group in own["group"].unique() if group]
    handles = [plt.Line2D([], [], color=colors[group], label=group) for group in groups]
    if handles:
        ax.legend(handles=handles, frameon=False, fontsize=theme.small(), loc="lower left")
    ax.set(ylim=(0, 103), xlim=(0, None), xlabel=unit)
    ax.set_title(title, fontsize=theme.small(), loc="left")
    theme.dress(ax)
