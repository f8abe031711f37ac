"""Estimates of several runs side by side: what a parameter, or another study, makes of each."""

import matplotlib.pyplot as plt
import numpy as np

from analysis.figures import described, numbers, theme

ROW_MM, RUN_MM, TOP_MM, PANEL_MM = 3.0, 2.4, 10, 14  # a row, a run in it, room for the key, for a panel's axis
MOST = 24  # rows, beyond which they are only counted


def _words(rows, *, runs, n_changed, n_rows, **_):
    facts = {"runs": numbers.counted(len(runs), "run"), "n_changed": n_changed, "n_rows": n_rows,
             "shown": rows["row"].nunique()}  # fmt: skip
    return facts, rows


@described(_words)
def changed_estimates(rows, *, runs, width_mm=theme.DOUBLE_MM, **_):
    """A figure of estimates with their intervals, a panel each unit, a mark each run below the other.

    rows: row (a number each), label (of the row), unit (blank: a ratio, on a log axis), run, estimate, conf_low,
    conf_high; runs: their names in order.
    """
    panels = [(unit, own) for unit, own in rows.groupby("unit", sort=False)]
    heights = [own["row"].nunique() * (ROW_MM + RUN_MM * len(runs)) for _, own in panels]
    height = TOP_MM + sum(heights) + PANEL_MM * len(panels)
    fig, axes = theme.canvas(width_mm, height, nrows=len(panels), squeeze=False, gridspec_kw={"height_ratios": heights})
    for (unit, own), ax in zip(panels, axes[:, 0], strict=True):
        _panel(ax, own, unit, runs)
    handles = [plt.Line2D([], [], label=run, **_look(place)) for place, run in enumerate(runs)]
    fig.legend(
        handles=handles, loc="outside upper left", ncols=min(len(runs), 3), frameon=False, fontsize=theme.small()
    )
    return fig


def _panel(ax, rows, unit, runs):
    labels = rows.drop_duplicates("row").set_index("row")["label"]  # two rows may be called the same
    offsets = (np.arange(len(runs)) - (len(runs) - 1) / 2) * RUN_MM / (ROW_MM + RUN_MM * len(runs))
    for place, run in enumerate(runs):
        own = rows[rows["run"] == run]
        at = labels.index.get_indexer(own["row"]) + offsets[place]
        ax.hlines(at, own["conf_low"], own["conf_high"], color=_look(place)["color"], linewidth=theme.LINE)
        ax.plot(own["estimate"], at, **_look(place))
    ax.set(yticks=range(len(labels)), yticklabels=labels, ylim=(len(labels) - 0.5, -0.5), xlabel=unit or "Hazard ratio")
    if not unit:
        ax.set_xscale("log")
        ax.axvline(1, color=theme.FAINT, linewidth=theme.THIN, zorder=0)


def _look(place):
    color, marker = theme.GROUP[place % len(theme.GROUP)], theme.MARKERS[place % len(theme.MARKERS)]
    return {"color": color, "marker": marker, "markersize": 3.5, "linestyle": "none"}
